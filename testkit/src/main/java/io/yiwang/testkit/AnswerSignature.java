package io.yiwang.testkit;

import io.yiwang.signing.Signer;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Signs an answer (IGS/1 section 2.2). A fault changes one of its parts first.
 *
 * @param boundTo the request's signature in base64; absent if the request has no readable one
 */
record AnswerSignature(Signer signer, Instant created, @Nullable String boundTo) {
  /** Headers that a client acts on, in the order in which they are covered. */
  private static final List<String> ACTED_ON =
      List.of("retry-after", "etag", "igs-cursor", "idempotency-replayed");

  AnswerSignature by(Signer other) {
    return new AnswerSignature(other, created, boundTo);
  }

  AnswerSignature createdAt(Instant other) {
    return new AnswerSignature(signer, other, boundTo);
  }

  AnswerSignature boundTo(String other) {
    return new AnswerSignature(signer, created, other);
  }

  /** Returns the signed answer. */
  Sent on(Answer answer) {
    Map<String, String> headers = new LinkedHashMap<>(answer.headers());
    StringBuilder text = new StringBuilder("\"@status\": ").append(answer.status()).append('\n');
    StringBuilder covered = new StringBuilder("(\"@status\"");
    if (answer.content().length > 0) {
      String type = Objects.requireNonNull(answer.contentType(), "content type");
      String digest = Digests.header(signer.digest(), answer.content());
      headers.put("Content-Type", type);
      headers.put("Content-Digest", digest);
      text.append("\"content-type\": ").append(type).append('\n');
      text.append("\"content-digest\": ").append(digest).append('\n');
      covered.append(" \"content-type\" \"content-digest\"");
    }
    for (String name : ACTED_ON) {
      headers.forEach(
          (header, value) -> {
            if (header.equalsIgnoreCase(name)) {
              text.append('"').append(name).append("\": ").append(value.strip()).append('\n');
              covered.append(" \"").append(name).append('"');
            }
          });
    }
    if (boundTo != null) {
      text.append("\"signature\";req;key=\"igs\": :").append(boundTo).append(":\n");
      covered.append(" \"signature\";req;key=\"igs\"");
    }
    String parameters =
        covered
            + ");created="
            + created.getEpochSecond()
            + ";keyid=\""
            + signer.keyId()
            + "\";alg=\""
            + signer.algorithm()
            + "\";tag=\"igs-response\"";
    text.append("\"@signature-params\": ").append(parameters);
    headers.put("Signature-Input", "igs=" + parameters);
    headers.put("Signature", "igs=:" + base64(SandboxKey.sign(signer, text.toString())) + ":");
    return Sent.whole(answer.status(), headers, answer.content());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
