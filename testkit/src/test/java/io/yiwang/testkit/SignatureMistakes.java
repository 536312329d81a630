package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.ContentDigest;
import java.net.URI;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The mistakes in signing that an answer explains. */
final class SignatureMistakes {
  private SignatureMistakes() {}

  private static Arguments mistake(
      String name, String code, String scheme, Consumer<RequestDraft> change, String... words) {
    return Arguments.of(name, code, scheme, change, List.of(words));
  }

  private static Arguments invalid(String name, Consumer<RequestDraft> change, String... words) {
    return mistake(name, "SIGNATURE_INVALID", "both", change, words);
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        invalid(
            "the host without its port",
            draft -> draft.signed.put("@authority", "127.0.0.1"),
            "@authority",
            "`127.0.0.1`"),
        invalid(
            "another name of the host",
            draft -> draft.signed.put("@authority", "localhost:" + draft.uri.getPort()),
            "@authority",
            "`localhost:"),
        invalid(
            "the path without the base",
            draft -> draft.signed.put("@path", "/penalties/search"),
            "@path",
            "`/penalties/search`",
            "`/igs/v1/penalties/search`"),
        invalid(
            "the whole address as path",
            draft -> draft.signed.put("@path", draft.uri.toString()),
            "@path",
            "`http://127.0.0.1"),
        invalid(
            "an empty query without its question mark",
            draft -> draft.signed.put("@query", ""),
            "@query",
            "``",
            "`?`"),
        invalid(
            "a query without its question mark",
            draft -> {
              draft.uri = URI.create(draft.uri + "?limit=5");
              draft.signed.put("@query", "limit=5");
            },
            "@query",
            "`limit=5`",
            "`?limit=5`"),
        invalid(
            "the method in lower case",
            draft -> draft.signed.put("@method", "post"),
            "@method",
            "`post`",
            "`POST`"),
        invalid(
            "the content type as a library sends it",
            draft -> {
              draft.headers.put("content-type", "application/json; charset=utf-8");
              draft.signed.put("content-type", "application/json");
            },
            "content-type",
            "`application/json; charset=utf-8`"),
        invalid(
            "the digest of an empty body",
            draft ->
                draft.signed.put(
                    "content-digest", Digests.header(ContentDigest.SHA_256, new byte[0])),
            "content-digest",
            "47DEQpj8"),
        invalid(
            "the token without Bearer",
            draft ->
                draft.signed.put("authorization", draft.headers.get("authorization").substring(7)),
            "authorization"),
        invalid(
            "a line end after the last line",
            draft -> draft.text = whole -> whole + "\n",
            "@signature-params"),
        invalid(
            "line ends of two characters",
            draft -> draft.text = whole -> whole.replace("\n", "\r\n"),
            "CRLF"),
        invalid(
            "no blanks after the colons",
            draft -> draft.text = whole -> whole.replace("\": ", "\":"),
            "`\"@method\": POST`"),
        invalid(
            "no last line",
            draft -> draft.text = whole -> whole.substring(0, whole.lastIndexOf('\n')),
            "@signature-params"),
        invalid(
            "the label in the last line",
            draft -> draft.text = whole -> whole.replace("params\": ", "params\": igs="),
            "@signature-params",
            "`igs=("),
        invalid(
            "the parameters in another order in the last line",
            draft ->
                draft.text =
                    whole ->
                        whole
                            .replaceFirst("(;alg=\"[^\"]*\")(;tag=\"[^\"]*\")", "$2$1")
                            .replaceFirst(
                                "(;created=\\d+)(.*)(;keyid=\"[^\"]*\")(;tag=\"[^\"]*\")(;alg=\"[^\"]*\")",
                                "$3$5$1$2$4"),
            "@signature-params"),
        invalid(
            "two mistakes at once",
            draft -> {
              draft.signed.put("@query", "");
              draft.text = whole -> whole + "\n";
            },
            "@query",
            "@signature-params"),
        invalid(
            "the signature in hexadecimal in base64",
            draft ->
                draft.encode =
                    bytes ->
                        ":"
                            + Base64.getEncoder()
                                .encodeToString(HexFormat.of().formatHex(bytes).getBytes(UTF_8))
                            + ":",
            "Base64|base64"),
        invalid(
            "the signature without colons",
            draft -> draft.encode = bytes -> Base64.getEncoder().encodeToString(bytes),
            "`igs=:"),
        invalid("another label", draft -> draft.label = "sig1", "igs"),
        invalid(
            "a component left out",
            draft -> draft.covered.remove("authorization"),
            "authorization"),
        invalid(
            "components in another order",
            draft -> Collections.swap(draft.covered, 1, 2),
            "@method @authority @path @query"),
        invalid("a parameter left out", draft -> draft.parameters.remove("expires"), "expires"),
        invalid(
            "a time in milliseconds",
            draft -> draft.parameters.computeIfPresent("created", (k, v) -> (Long) v * 1000),
            "created"),
        invalid(
            "a time as a string",
            draft -> draft.parameters.computeIfPresent("created", (k, v) -> v.toString()),
            "created"),
        invalid(
            "too long a life",
            draft -> draft.parameters.computeIfPresent("expires", (k, v) -> (Long) v + 300),
            "expires",
            "600"),
        invalid("a short nonce", draft -> draft.parameters.put("nonce", "17"), "nonce"),
        invalid("another tag", draft -> draft.parameters.put("tag", "igs"), "tag"),
        invalid(
            "blanks between the parameters",
            draft -> draft.input = whole -> whole.replace(";", "; "),
            "created=1700000000"),
        invalid(
            "components without quotes",
            draft -> draft.input = whole -> whole.replace("\"@method\"", "@method"),
            "Signature-Input"),
        invalid(
            "the key of another id",
            draft ->
                draft.sign =
                    RequestDraft.by(KeyPool.pair(SandboxScheme.ED25519, "second").getPrivate()),
            "wallet-2027",
            "keyid"),
        invalid(
            "a key that is unknown",
            draft ->
                draft.sign =
                    RequestDraft.by(KeyPool.pair(SandboxScheme.ED25519, "stranger").getPrivate()),
            "signatureBase",
            "wallet-2026"),
        invalid(
            "the digest instead of the text",
            draft -> {
              Function<byte[], byte[]> right = draft.sign;
              ContentDigest digest = draft.sandbox.platformSigner().digest();
              draft.sign = message -> right.apply(digest.digest(message));
            },
            "SHA-256|SM3"),
        mistake(
            "SM2 in DER",
            "SIGNATURE_INVALID",
            "sm2",
            draft -> draft.sign = RequestDraft.sm2("1234567812345678", true),
            "DER",
            "64"),
        mistake(
            "SM2 without user id",
            "SIGNATURE_INVALID",
            "sm2",
            draft -> draft.sign = RequestDraft.sm2("", false),
            "1234567812345678"),
        mistake(
            "SM2 with the key id as user id",
            "SIGNATURE_INVALID",
            "sm2",
            draft -> draft.sign = RequestDraft.sm2(GovSandbox.PLATFORM_KEY_ID, false),
            "`wallet-2026`",
            "1234567812345678"),
        mistake(
            "a key id with a typing error",
            "KEY_UNKNOWN",
            "both",
            draft -> draft.parameters.put("keyid", "wallet-2025"),
            "wallet-2026",
            "keyid"),
        mistake(
            "another algorithm",
            "ALGORITHM_REFUSED",
            "both",
            draft -> draft.parameters.put("alg", "rsa-pss-sha512"),
            "alg",
            "wallet-2026"),
        mistake(
            "a clock of another time zone",
            "CLOCK_SKEW",
            "both",
            draft -> {
              draft.parameters.computeIfPresent("created", (k, v) -> (Long) v + 8 * 3600);
              draft.parameters.computeIfPresent("expires", (k, v) -> (Long) v + 8 * 3600);
            },
            "created",
            "28800|28799",
            "UTC"),
        mistake(
            "a signature made long before it was sent",
            "SIGNATURE_EXPIRED",
            "both",
            draft -> {
              draft.parameters.computeIfPresent("created", (k, v) -> (Long) v - 100);
              draft.parameters.computeIfPresent("expires", (k, v) -> (Long) v - 390);
            },
            "expires"),
        mistake(
            "a body written again after it was signed",
            "DIGEST_MISMATCH",
            "both",
            draft -> draft.sentBody = "{\"status\": \"PAYABLE\"}".getBytes(UTF_8),
            "Content-Digest",
            "21"),
        mistake(
            "a digest in hexadecimal",
            "DIGEST_MISMATCH",
            "both",
            draft ->
                draft.headers.put(
                    "content-digest",
                    draft.sandbox.platformSigner().digest().algorithm()
                        + "=:"
                        + HexFormat.of()
                            .formatHex(draft.sandbox.platformSigner().digest().digest(draft.body))
                        + ":"),
            "Content-Digest",
            "Base64|base64"),
        mistake(
            "a digest under a name that is unknown",
            "DIGEST_MISMATCH",
            "both",
            draft -> draft.headers.put("content-digest", "SHA256=:AAAA:"),
            "sha-256"));
  }
}
