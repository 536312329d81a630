package io.yiwang.internal;

import io.yiwang.internal.StructuredFields.InnerList;
import io.yiwang.internal.UntrustedReplyException.Flaw;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that an answer is the gateway's answer to a request. Before that, only the headers that
 * are needed to verify it are interpreted.
 *
 * @see "IGS/1 sections 2.2 to 2.4"
 */
final class ReplyVerifier {
  private static final long MAX_AGE_SECONDS = 300;

  private final ContentDigest ownDigest;

  /**
   * Creates a verifier that accepts digests by SHA-256, by the algorithm of the client's own
   * signer, and by that of the key that signed the answer.
   */
  ReplyVerifier(ContentDigest ownDigest) {
    this.ownDigest = ownDigest;
  }

  /**
   * Returns normally only if everything but the age of the answer is right.
   *
   * @param requestSignature the signature as serialised in the request
   * @param keys finds the verifier for a key id; null if the key is not trusted
   */
  VerifiedReply verify(
      RawReply reply,
      String requestSignature,
      Function<String, @Nullable Verifier> keys,
      Instant now)
      throws UntrustedReplyException {
    InnerList input = input(reply);
    byte[] signature = signature(reply);
    if (!MessageSignature.coversResponse(input.items(), reply.hasBody())
        || !(input.parameters().get("created") instanceof Long created)
        || !MessageSignature.RESPONSE_TAG.equals(input.parameters().get("tag"))) {
      throw new UntrustedReplyException(Flaw.WRONG_COVERAGE);
    }
    Verifier key = key(input, keys);
    if (reply.hasBody()) {
      checkDigest(reply, key);
    }
    byte[] base =
        MessageSignature.base(
            input.items(), component -> value(component, reply, requestSignature), input.text());
    try {
      key.verify(base, signature);
    } catch (GeneralSecurityException e) {
      throw new UntrustedReplyException(Flaw.WRONG_SIGNATURE);
    }
    return new VerifiedReply(
        withoutUnsigned(reply, input.items()),
        Instant.ofEpochSecond(created),
        fresh(input, created, now.getEpochSecond()));
  }

  /** Removes those headers that a client acts on but that the gateway has not signed. */
  private static RawReply withoutUnsigned(RawReply reply, List<String> covered) {
    Map<String, String> headers = null;
    for (String header : MessageSignature.ACTED_ON) {
      if (reply.header(header) != null
          && covered.stream().noneMatch(each -> MessageSignature.isHeader(each, header))) {
        headers = headers == null ? new TreeMap<>(String.CASE_INSENSITIVE_ORDER) : headers;
        if (headers.isEmpty()) {
          headers.putAll(reply.headers());
        }
        headers.remove(header);
      }
    }
    return headers == null
        ? reply
        : new RawReply(reply.status(), headers, reply.body(), reply.file());
  }

  static boolean fresh(InnerList input, long created, long now) {
    boolean expired = input.parameters().get("expires") instanceof Long end && now > end;
    return Math.abs(now - created) <= MAX_AGE_SECONDS && !expired;
  }

  /**
   * Returns the id of the key that an answer claims to be signed with, to fetch it; null if there
   * is none.
   */
  static @Nullable String claimedKey(RawReply reply) {
    try {
      return input(reply).parameters().get("keyid") instanceof String id ? id : null;
    } catch (UntrustedReplyException e) {
      return null;
    }
  }

  static InnerList input(RawReply reply) throws UntrustedReplyException {
    String header = reply.header("signature-input");
    if (header == null) {
      throw new UntrustedReplyException(Flaw.UNSIGNED);
    }
    try {
      InnerList input = StructuredFields.innerLists(header).get(MessageSignature.LABEL);
      if (input == null) {
        throw new UntrustedReplyException(Flaw.UNSIGNED);
      }
      return input;
    } catch (MalformedFieldException e) {
      throw new UntrustedReplyException(Flaw.MALFORMED_SIGNATURE);
    }
  }

  static byte[] signature(RawReply reply) throws UntrustedReplyException {
    String header = reply.header("signature");
    if (header == null) {
      throw new UntrustedReplyException(Flaw.UNSIGNED);
    }
    try {
      byte[] signature = StructuredFields.byteSequences(header).get(MessageSignature.LABEL);
      if (signature == null) {
        throw new UntrustedReplyException(Flaw.UNSIGNED);
      }
      return signature;
    } catch (MalformedFieldException e) {
      throw new UntrustedReplyException(Flaw.MALFORMED_SIGNATURE);
    }
  }

  static Verifier key(InnerList input, Function<String, @Nullable Verifier> keys)
      throws UntrustedReplyException {
    Verifier key = input.parameters().get("keyid") instanceof String id ? keys.apply(id) : null;
    if (key == null) {
      throw new UntrustedReplyException(Flaw.UNKNOWN_KEY);
    }
    if (!key.algorithm().equals(input.parameters().get("alg"))) {
      throw new UntrustedReplyException(Flaw.WRONG_ALGORITHM);
    }
    return key;
  }

  void checkDigest(RawReply reply, Verifier key) throws UntrustedReplyException {
    String header = reply.header("content-digest");
    if (header == null) {
      throw new UntrustedReplyException(Flaw.NO_KNOWN_DIGEST);
    }
    Map<String, byte[]> digests;
    try {
      digests = StructuredFields.byteSequences(header);
    } catch (MalformedFieldException e) {
      throw new UntrustedReplyException(Flaw.MALFORMED_SIGNATURE);
    }
    boolean known = false;
    for (Map.Entry<String, byte[]> digest : digests.entrySet()) {
      ContentDigest algorithm = digest(digest.getKey(), key);
      if (algorithm != null) {
        known = true;
        checkDigest(reply, algorithm, digest.getValue());
      }
    }
    if (!known) {
      throw new UntrustedReplyException(Flaw.NO_KNOWN_DIGEST);
    }
  }

  private static void checkDigest(RawReply reply, ContentDigest algorithm, byte[] claimed)
      throws UntrustedReplyException {
    try {
      if (MessageDigest.isEqual(reply.digest(algorithm), claimed)) {
        return;
      }
    } catch (IOException e) {
      // A download that cannot be read back has no digest to compare.
    }
    throw new UntrustedReplyException(Flaw.WRONG_DIGEST);
  }

  private @Nullable ContentDigest digest(String algorithm, Verifier key) {
    for (ContentDigest known : List.of(ContentDigest.SHA_256, ownDigest, key.digest())) {
      if (known.algorithm().equals(algorithm)) {
        return known;
      }
    }
    return null;
  }

  private static String value(String component, RawReply reply, String requestSignature) {
    return switch (component) {
      case "\"@status\"" -> Integer.toString(reply.status());
      case MessageSignature.REQUEST_SIGNATURE -> requestSignature;
      default -> reply.headers().getOrDefault(component.substring(1, component.length() - 1), "");
    };
  }
}
