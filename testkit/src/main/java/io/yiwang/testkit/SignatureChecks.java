package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.ContentDigest;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;

/**
 * Checks that answers are signed, and that wrongly signed requests are refused (sections 2 to 2.3).
 */
final class SignatureChecks {
  private static final String ANY = "services?limit=1";

  static final List<Check> ALL =
      List.of(
          new Check(
              "signature.answer",
              "2.2",
              "An answer is signed, over all that it must cover, by a key of the gateway.",
              gateway -> gateway.get(ANY).send().is(200)),
          new Check(
              "signature.error",
              "2",
              "A refusal is signed like every answer.",
              gateway ->
                  gateway
                      .get("payments/" + CheckedGateway.unique("payment"))
                      .send()
                      .isRefused(404, "PAYMENT_UNKNOWN")),
          new Check(
              "signature.bound",
              "2.2",
              "An answer covers the signature of its request, so that it cannot answer another.",
              SignatureChecks::bound),
          new Check(
              "signature.headers",
              "2.2",
              "ETag and Igs-Cursor of a snapshot are covered, since a client acts on them.",
              SignatureChecks::headers),
          new Check(
              "signature.missing",
              "2.4",
              "A request without a signature is refused, by an answer that is bound to no signature.",
              gateway -> gateway.get(ANY).unsigned().send().isRefused(401, "SIGNATURE_MISSING")),
          new Check(
              "signature.invalid",
              "2.4",
              "A signature that does not verify is refused.",
              SignatureChecks::invalid),
          new Check(
              "signature.query",
              "2.1",
              "A request whose query is not the signed one is refused.",
              gateway ->
                  gateway
                      .get(ANY)
                      .sendsTo("services?limit=2")
                      .send()
                      .isRefused(401, "SIGNATURE_INVALID")),
          new Check(
              "signature.key",
              "2.1",
              "A request whose Idempotency-Key is not the signed one is refused.",
              SignatureChecks::otherKey),
          new Check(
              "signature.coverage",
              "2.1",
              "A signature that covers less than it must is refused.",
              gateway ->
                  gateway
                      .get(ANY)
                      .covering("@method", "@authority", "@path")
                      .send()
                      .isRefused(401, "SIGNATURE_INVALID")),
          new Check(
              "signature.tag",
              "2.1",
              "A signature made for another purpose (tag) is refused.",
              gateway ->
                  gateway
                      .get(ANY)
                      .parameter("tag", "igs-callback")
                      .send()
                      .isRefused(401, "SIGNATURE_INVALID")),
          new Check(
              "signature.nonce",
              "2.1",
              "A nonce of fewer than 128 bits is refused.",
              gateway ->
                  gateway
                      .get(ANY)
                      .parameter("nonce", "c2hvcnQ")
                      .send()
                      .isRefused(401, "SIGNATURE_INVALID")),
          new Check(
              "signature.lifetime",
              "2.1",
              "A signature that expires more than 300 s after it was created is refused.",
              SignatureChecks::lifetime),
          new Check(
              "signature.digest",
              "2.3",
              "A body that is not the one whose digest was signed is refused.",
              SignatureChecks::otherBody),
          new Check(
              "signature.eitherDigest",
              "2.3",
              "Both sha-256 and sm3 are accepted as Content-Digest.",
              SignatureChecks::eitherDigest),
          new Check(
              "signature.everyDigest",
              "2.3",
              "If both digests are given, both must be right.",
              SignatureChecks::everyDigest),
          new Check(
              "signature.knownDigest",
              "2.3",
              "A body with only unknown digests is refused.",
              SignatureChecks::unknownDigest),
          new Check(
              "signature.keyUnknown",
              "2.4",
              "A key id that is not registered is refused with KEY_UNKNOWN.",
              gateway ->
                  gateway
                      .get(ANY)
                      .parameter("keyid", CheckedGateway.unique("keyid"))
                      .send()
                      .isRefused(401, "KEY_UNKNOWN")),
          new Check(
              "signature.algorithm",
              "2.3",
              "An alg that differs from that of the registered key is refused.",
              SignatureChecks::otherAlgorithm));

  private SignatureChecks() {}

  private static void bound(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer = gateway.get(ANY).send();
    SignedParts parts = SignedParts.read(answer.header("signature-input"));
    if (parts == null || !parts.components().contains(SignedParts.BINDING)) {
      throw new CheckFailed(
          "an answer that covers " + SignedParts.BINDING, answer.seen() + " that does not");
    }
    answer.is(200);
  }

  private static void headers(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer = gateway.get("services/snapshot").send().is(200);
    for (String name : List.of("etag", "igs-cursor")) {
      if (answer.header(name) == null) {
        throw new CheckFailed("200 with " + name, "200 without it");
      }
    }
  }

  private static void invalid(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    gateway
        .get(ANY)
        .afterSigning(
            headers -> headers.computeIfPresent("signature", (name, value) -> flipped(value)))
        .send()
        .isRefused(401, "SIGNATURE_INVALID");
  }

  /** Returns the header with one bit of the signature changed. */
  private static String flipped(String header) {
    byte[] bytes = Base64.getDecoder().decode(header.substring(5, header.length() - 1));
    bytes[bytes.length / 2] ^= 1;
    return "igs=:" + Base64.getEncoder().encodeToString(bytes) + ":";
  }

  private static void otherKey(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String path = "payments/" + CheckedGateway.unique("payment") + "/release";
    gateway
        .post(path, Json.object().put("reason", "PAYER_CANCELLED"))
        .key(CheckedGateway.unique("key"))
        .afterSigning(headers -> headers.put("idempotency-key", CheckedGateway.unique("key")))
        .send()
        .isRefused(401, "SIGNATURE_INVALID");
  }

  private static void lifetime(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    long now = gateway.clock().instant().getEpochSecond();
    gateway.get(ANY).parameter("expires", now + 301).send().isRefused(401, "SIGNATURE_INVALID");
  }

  private static ObjectNode body(CheckedGateway gateway) throws GeneralSecurityException {
    return gateway.lookup(0);
  }

  private static void otherBody(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode other = body(gateway).put("decisionNumber", "1");
    gateway
        .post("penalties/lookup", body(gateway))
        .sendsInstead(Json.bytes(other))
        .send()
        .isRefused(401, "DIGEST_MISMATCH");
  }

  private static void eitherDigest(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = body(gateway);
    for (ContentDigest digest : List.of(ContentDigest.SHA_256, SandboxScheme.SM2.digest())) {
      gateway
          .post("penalties/lookup", body)
          .digest(Digests.header(digest, Json.bytes(body)))
          .send()
          .is(200);
    }
  }

  private static void everyDigest(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = body(gateway);
    byte[] right = Json.bytes(body);
    byte[] wrong = "another".getBytes(UTF_8);
    gateway
        .post("penalties/lookup", body)
        .digest(
            Digests.header(gateway.scheme().digest(), right)
                + ", "
                + Digests.header(
                    gateway.scheme() == SandboxScheme.SM2
                        ? ContentDigest.SHA_256
                        : SandboxScheme.SM2.digest(),
                    wrong))
        .send()
        .isRefused(401, "DIGEST_MISMATCH");
  }

  private static void unknownDigest(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    gateway
        .post("penalties/lookup", body(gateway))
        .digest("x-none=:" + "AAAA" + ":")
        .send()
        .isRefused(401, "DIGEST_MISMATCH");
  }

  private static void otherAlgorithm(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    SandboxScheme other =
        gateway.scheme() == SandboxScheme.ED25519 ? SandboxScheme.SM2 : SandboxScheme.ED25519;
    gateway.get(ANY).parameter("alg", other.algorithm()).send().isRefused(401, "ALGORITHM_REFUSED");
  }
}
