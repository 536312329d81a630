package io.yiwang.identity.doctor;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.jspecify.annotations.Nullable;

/** Finds out which digest of which body is in {@code Content-Digest}. */
final class Digests {
  /** The algorithms by their names in the header. */
  private static final Map<String, String> NAMES =
      Map.of("sm3", "SM3", "sha-256", "SHA-256", "sha-512", "SHA-512");

  private static final List<String> ALGORITHMS =
      List.of("SM3", "SHA-256", "SHA-512", "SHA-1", "MD5");
  static final String PART = "content-digest";
  private static final Pattern MEMBER =
      Pattern.compile("([A-Za-z*][A-Za-z0-9_.*-]*)=(:[^:]*:|\"[^\"]*\"|[^,]*)");

  private Digests() {}

  static byte[] digest(String algorithm, byte[] content) {
    if (algorithm.equals("SM3")) {
      Digest sm3 = new SM3Digest();
      sm3.update(content, 0, content.length);
      byte[] value = new byte[sm3.getDigestSize()];
      sm3.doFinal(value, 0);
      return value;
    }
    try {
      return MessageDigest.getInstance(algorithm).digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /** Returns the algorithm that has this name in the header, if it is a known one. */
  static Optional<String> named(String name) {
    return Optional.ofNullable(NAMES.get(name));
  }

  /** Returns the correct member of the header for a body. */
  static String member(String algorithm, byte[] body) {
    String name =
        NAMES.entrySet().stream()
            .filter(each -> each.getValue().equals(algorithm))
            .findFirst()
            .orElseThrow()
            .getKey();
    return name + "=:" + Base64.getEncoder().encodeToString(digest(algorithm, body)) + ":";
  }

  /** Returns the members of a dictionary, with each value as it is written. */
  static Map<String, String> members(String header) {
    Map<String, String> members = new LinkedHashMap<>();
    Matcher member = MEMBER.matcher(header);
    while (member.find()) {
      members.putIfAbsent(member.group(1), member.group(2).strip());
    }
    return members;
  }

  /**
   * Returns whether all digests in the header that have a known algorithm are those of an empty
   * body.
   */
  static boolean isOfEmptyBody(String header) {
    return members(header).entrySet().stream()
        .filter(member -> named(member.getKey()).isPresent())
        .allMatch(
            member ->
                member(named(member.getKey()).orElseThrow(), new byte[0])
                    .endsWith("=" + member.getValue()));
  }

  /**
   * Returns the reasons why a message's body does not fit its digest.
   *
   * @param header the message's own digest header; null where it has none
   * @param captured the digests that a capture recorded in place of the body; null where it did not
   */
  static List<Diagnosis.Finding> findings(
      @Nullable String header, @Nullable String captured, byte[] body) {
    if (captured != null && body.length == 0) {
      return ofOmittedBody(members(header == null ? "" : header), members(captured));
    }
    List<Diagnosis.Finding> findings = new ArrayList<>();
    boolean known = false;
    for (Map.Entry<String, String> member : members(header == null ? "" : header).entrySet()) {
      Optional<String> algorithm = named(member.getKey());
      if (algorithm.isPresent()) {
        known = true;
        findings.addAll(ofMember(algorithm.get(), member.getValue(), body));
      }
    }
    if (!known && body.length > 0) {
      findings.add(new Diagnosis.Finding(Mistake.DIGEST_MISSING, PART));
    }
    return findings;
  }

  /** Checks a body that a capture has omitted, by the digests that the capture recorded. */
  private static List<Diagnosis.Finding> ofOmittedBody(
      Map<String, String> claimed, Map<String, String> recorded) {
    List<Diagnosis.Finding> findings = new ArrayList<>();
    claimed.keySet().removeIf(name -> named(name).isEmpty());
    if (claimed.isEmpty()) {
      findings.add(new Diagnosis.Finding(Mistake.DIGEST_MISSING, PART));
    }
    claimed.forEach(
        (name, value) -> {
          String right = recorded.get(name);
          if (right == null) {
            findings.add(new Diagnosis.Finding(Mistake.MASKED, "body"));
          } else if (!right.equals(value)) {
            findings.add(new Diagnosis.Finding(Mistake.DIGEST_OF_ANOTHER_BODY, "body"));
          }
        });
    return findings;
  }

  private static List<Diagnosis.Finding> ofMember(String labelled, String value, byte[] body) {
    List<Interpretation<byte[]>> values =
        ByteInterpretations.of(value, PART, digest(labelled, body).length);
    List<Interpretation<byte[]>> bodies = BodyInterpretations.of(body);
    List<Interpretation<String>> algorithms =
        new ArrayList<>(List.of(Interpretation.right(labelled)));
    for (String other : ALGORITHMS) {
      if (!other.equals(labelled)) {
        algorithms.add(Interpretation.of(other, Mistake.DIGEST_ALGORITHM, PART));
      }
    }
    Diagnosis.Finding another = new Diagnosis.Finding(Mistake.DIGEST_OF_ANOTHER_BODY, "body");
    if (values.isEmpty()) {
      return List.of(new Diagnosis.Finding(Mistake.FIELD_SYNTAX, PART));
    }
    Map<List<Integer>, byte[]> made = new HashMap<>();
    return new Search(List.of(values, algorithms, bodies), 1)
        .first(
            choice ->
                Arrays.equals(
                    values.get(choice.at(0)).value(),
                    made.computeIfAbsent(
                        List.of(choice.at(1), choice.at(2)),
                        at ->
                            digest(
                                algorithms.get(at.get(0)).value(), bodies.get(at.get(1)).value()))))
        .orElse(List.of(another));
  }
}
