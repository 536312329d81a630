package io.yiwang.testkit;

import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says what to change in a signature that does not verify: it assumes the usual mistakes one by
 * one, then two at a time, until the signature verifies. It is written only from the interface; the
 * doctor module knows more mistakes.
 *
 * <p>It runs only after a request was refused, and nothing that it finds makes a request valid.
 */
final class SignatureAdvice {
  /** The longest time to look for two mistakes at once. */
  private static final long PAIRS_NANOS = 2_000_000_000;

  /** The number of candidates of each part, the likely ones first, that are combined. */
  private static final int PAIRED = 4;

  /**
   * The mistakes that explain a signature.
   *
   * @param changes what to change; empty if no usual mistake explains the signature
   * @param signed the values that were signed in place of those that arrived, by component
   */
  record Found(List<Words> changes, Map<String, String> signed) {
    static final Found NOTHING = new Found(List.of(), Map.of());
  }

  private record Choice(int part, int index) {}

  private final SignatureBase base;

  /** The parts of a signature, each with its candidates, the right one first. */
  private final List<List<? extends Candidate<?>>> parts = new ArrayList<>();

  // The indices of the parts that are not lines of the signature base.
  private final int form;
  private final int bytes;
  private final int verification;

  private SignatureAdvice(
      Received request,
      SignatureInput input,
      byte[] signature,
      PlatformKey named,
      Collection<PlatformKey> all) {
    base = SignatureBase.of(request, input.components(), input.text());
    MistakenValues mistaken = new MistakenValues(request, input);
    for (int line = 0; line < base.lines().size(); line++) {
      parts.add(line(line, mistaken.of(base.name(line), base.value(line))));
    }
    parts.add(line(base.lines().size(), mistaken.ofParameters()));
    form = parts.size();
    parts.add(forms());
    bytes = parts.size();
    parts.add(MistakenEncodings.of(signature));
    verification = parts.size();
    parts.add(MistakenKeys.of(named, all));
  }

  /**
   * Returns the usual mistakes that explain a signature.
   *
   * @param named the key that the request names
   * @param all the keys of the platform
   */
  static Found of(
      Received request,
      SignatureInput input,
      byte[] signature,
      PlatformKey named,
      Collection<PlatformKey> all) {
    return new SignatureAdvice(request, input, signature, named, all).search();
  }

  private Found search() {
    List<Choice> likely = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      for (int i = 1; i < parts.get(part).size(); i++) {
        Choice mistake = new Choice(part, i);
        if (holds(chosen(mistake))) {
          return found(chosen(mistake));
        }
        if (i < PAIRED) {
          likely.add(mistake);
        }
      }
    }
    long end = System.nanoTime() + PAIRS_NANOS;
    for (int i = 0; i < likely.size(); i++) {
      for (Choice second : likely.subList(i + 1, likely.size())) {
        int[] both = chosen(likely.get(i), second);
        if (likely.get(i).part() != second.part() && holds(both)) {
          return found(both);
        }
        if (System.nanoTime() > end) {
          return Found.NOTHING;
        }
      }
    }
    return Found.NOTHING;
  }

  /** Returns the index of each part's candidate: the right one, except for these mistakes. */
  private int[] chosen(Choice... mistakes) {
    int[] chosen = new int[parts.size()];
    for (Choice mistake : mistakes) {
      chosen[mistake.part()] = mistake.index();
    }
    return chosen;
  }

  private boolean holds(int[] chosen) {
    SignatureBase text = base;
    for (int line = 0; line < form; line++) {
      if (chosen[line] > 0) {
        text = text.with(line, (String) parts.get(line).get(chosen[line]).value());
      }
    }
    SandboxScheme.Verifying assumed =
        (SandboxScheme.Verifying) parts.get(verification).get(chosen[verification]).value();
    byte[] signed = text.bytes((SignatureBase.Form) parts.get(form).get(chosen[form]).value());
    try {
      assumed.verify(signed, (byte[]) parts.get(bytes).get(chosen[bytes]).value());
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      // Bytes that are not a signature at all are rejected with exceptions of many types.
      return false;
    }
  }

  private Found found(int[] chosen) {
    List<Words> changes = new ArrayList<>();
    Map<String, String> signed = new TreeMap<>();
    for (int part = 0; part < parts.size(); part++) {
      Words change = parts.get(part).get(chosen[part]).change();
      if (change != null) {
        changes.add(change);
        if (part < form) {
          signed.put(base.name(part), (String) parts.get(part).get(chosen[part]).value());
        }
      }
    }
    return new Found(changes, signed);
  }

  private List<Candidate<String>> line(int line, Collection<String> others) {
    String right = base.value(line);
    String name = base.name(line);
    List<Candidate<String>> options = new ArrayList<>();
    options.add(new Candidate<>(right, null));
    for (String other : new LinkedHashSet<>(others)) {
      if (!other.equals(right)) {
        options.add(new Candidate<>(other, different(name, other, right)));
      }
    }
    return options;
  }

  private static Words different(String name, String signed, String right) {
    if (name.equals("authorization")) {
      return new Words(
          "签名文本中的 \"authorization\" 一行与所发的头不同，应为该头的全部内容",
          "the line \"authorization\" of the signature base is not the header that was sent; sign"
              + " all of it");
    }
    return new Words(
        "签名文本中的 \"%s\" 一行不同：所签为 %s，应为 %s"
            .formatted(name, Words.quoted(signed), Words.quoted(right)),
        "the line \"%s\" of the signature base differs: %s was signed, but it must be %s"
            .formatted(name, Words.quoted(signed), Words.quoted(right)));
  }

  private static List<Candidate<SignatureBase.Form>> forms() {
    List<Candidate<SignatureBase.Form>> options = new ArrayList<>();
    for (SignatureBase.Form each : SignatureBase.Form.values()) {
      options.add(new Candidate<>(each, words(each)));
    }
    return options;
  }

  private static @Nullable Words words(SignatureBase.Form form) {
    return switch (form) {
      case RIGHT -> null;
      case LINE_END_LAST ->
          new Words(
              "签名文本末尾多了换行：最后一行 \"@signature-params\" 之后不应有换行",
              "the signature base ends in a line end; there is none after the last line,"
                  + " \"@signature-params\"");
      case CRLF ->
          new Words(
              "签名文本以 CRLF 换行，应只用 LF (\\n)",
              "the lines of the signature base end in CRLF; separate them by LF (\\n) alone");
      case NO_BLANKS ->
          new Words(
              "签名文本的冒号后缺少一个空格，应为 `\"@method\": POST`",
              "the signature base has no blank after its colons; write `\"@method\": POST`");
      case NO_QUOTES ->
          new Words(
              "签名文本的组件名缺少双引号，应为 `\"@method\": POST`",
              "the names in the signature base have no quotes; write `\"@method\": POST`");
      case NO_PARAMETERS ->
          new Words(
              "签名文本缺少最后一行 \"@signature-params\"",
              "the signature base lacks its last line, \"@signature-params\"");
      case VALUES_ALONE ->
          new Words(
              "签名文本只有各组件的值；每行应为名称、冒号、空格和值，最后一行为 \"@signature-params\"",
              "the signature base has values alone; each line is name, colon, blank and value, and"
                  + " the last is \"@signature-params\"");
    };
  }
}
