package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.Ed25519Verifier;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Tests that components and parameters have the order and form of IGS/1 section 2.1. */
class RequestSignerTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);
  private static final String PARAMETERS =
      ";created=1700000000;expires=1700000300;nonce=\"n0nce\";keyid=\"wallet-2026\";alg=\"ed25519\";"
          + "tag=\"igs-request\"";
  private static final byte[] BODY = "{\"a\":1}".getBytes(UTF_8);
  private static final String DIGEST = "sha-256=:AVq9f1zFei3ZS3WQ8ErYCEJzkF7jPsXOvq5iJ2qX+GI=:";

  private final KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
  private final RequestSigner signer =
      new RequestSigner(new Ed25519Signer("wallet-2026", keys.getPrivate()), () -> "n0nce");

  RequestSignerTest() throws GeneralSecurityException {}

  private static UnsignedRequest get(String query) {
    return new UnsignedRequest(
        "GET",
        "https",
        "gw.example.gov.cn",
        "/igs/v1/services",
        query,
        Map.of("accept", "application/json"),
        new byte[0]);
  }

  private static UnsignedRequest post(String... more) {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < more.length; i += 2) {
      headers.put(more[i], more[i + 1]);
    }
    headers.put("content-type", "application/json");
    headers.put("content-digest", RequestSigner.contentDigest(ContentDigest.SHA_256, BODY));
    return new UnsignedRequest(
        "POST", "https", "gw.example.gov.cn:8443", "/igs/v1/payments", "", headers, BODY);
  }

  private static Map<String, String> headers(Signed signed) {
    Map<String, String> headers = new LinkedHashMap<>();
    signed.forEachHeader(headers::put);
    return headers;
  }

  private void assertSigned(Signed signed, String components, List<String> lines)
      throws GeneralSecurityException {
    assertEquals("igs=(" + components + ")" + PARAMETERS, signed.input());
    assertEquals("igs=" + signed.signature(), headers(signed).get("signature"));
    String base =
        String.join("\n", lines) + "\n\"@signature-params\": (" + components + ")" + PARAMETERS;
    String text = signed.signature();
    assertTrue(text.startsWith(":") && text.endsWith(":"), "a byte sequence");
    new Ed25519Verifier("wallet-2026", keys.getPublic())
        .verify(
            base.getBytes(UTF_8), Base64.getDecoder().decode(text.substring(1, text.length() - 1)));
  }

  @Test
  void sign_getWithoutQuery_coversFourComponents() throws GeneralSecurityException, IOException {
    assertSigned(
        signer.sign(get(""), NOW),
        "\"@method\" \"@authority\" \"@path\" \"@query\"",
        List.of(
            "\"@method\": GET",
            "\"@authority\": gw.example.gov.cn",
            "\"@path\": /igs/v1/services",
            "\"@query\": ?"));
  }

  @Test
  void sign_getWithQuery_coversItAsItIsSent() throws GeneralSecurityException, IOException {
    assertSigned(
        signer.sign(get("?text=%E6%8A%A4%E7%85%A7&limit=20"), NOW),
        "\"@method\" \"@authority\" \"@path\" \"@query\"",
        List.of(
            "\"@method\": GET",
            "\"@authority\": gw.example.gov.cn",
            "\"@path\": /igs/v1/services",
            "\"@query\": ?text=%E6%8A%A4%E7%85%A7&limit=20"));
  }

  @Test
  void sign_postWithBody_coversTypeAndDigest() throws GeneralSecurityException, IOException {
    assertSigned(
        signer.sign(post(), NOW),
        "\"@method\" \"@authority\" \"@path\" \"@query\" \"content-type\" \"content-digest\"",
        List.of(
            "\"@method\": POST",
            "\"@authority\": gw.example.gov.cn:8443",
            "\"@path\": /igs/v1/payments",
            "\"@query\": ?",
            "\"content-type\": application/json",
            "\"content-digest\": " + DIGEST));
  }

  @Test
  void sign_keyAndBearer_areCoveredLastInThatOrder() throws GeneralSecurityException, IOException {
    assertSigned(
        signer.sign(post("authorization", "Bearer abc", "idempotency-key", "k-1"), NOW),
        "\"@method\" \"@authority\" \"@path\" \"@query\" \"content-type\" \"content-digest\""
            + " \"idempotency-key\" \"authorization\"",
        List.of(
            "\"@method\": POST",
            "\"@authority\": gw.example.gov.cn:8443",
            "\"@path\": /igs/v1/payments",
            "\"@query\": ?",
            "\"content-type\": application/json",
            "\"content-digest\": " + DIGEST,
            "\"idempotency-key\": k-1",
            "\"authorization\": Bearer abc"));
  }

  @Test
  void sign_commandWithoutBody_coversOnlyTheKey() throws GeneralSecurityException, IOException {
    UnsignedRequest bare =
        new UnsignedRequest(
            "POST", "https", "h", "/p", "", Map.of("idempotency-key", "k-1"), new byte[0]);

    assertSigned(
        signer.sign(bare, NOW),
        "\"@method\" \"@authority\" \"@path\" \"@query\" \"idempotency-key\"",
        List.of(
            "\"@method\": POST",
            "\"@authority\": h",
            "\"@path\": /p",
            "\"@query\": ?",
            "\"idempotency-key\": k-1"));
  }

  @Test
  void sign_fractionsOfASecond_areLeftOut() throws GeneralSecurityException, IOException {
    Signed signed = signer.sign(get(""), NOW.plusMillis(999));

    assertTrue(signed.input().endsWith(PARAMETERS));
  }

  @Test
  void sign_twice_differsOnlyInNonceAndSignature() throws GeneralSecurityException, IOException {
    RequestSigner random = new RequestSigner(new Ed25519Signer("w", keys.getPrivate()));

    Signed first = random.sign(get(""), NOW);
    Signed second = random.sign(get(""), NOW);

    assertNotEquals(first.signature(), second.signature());
    assertNotEquals(nonce(first), nonce(second));
    assertEquals(
        first.input().replace(nonce(first), ""), second.input().replace(nonce(second), ""));
    assertEquals("application/json", headers(second).get("accept"));
  }

  @Test
  void sign_nonces_are128RandomBitsInBase64Url() throws GeneralSecurityException, IOException {
    RequestSigner random = new RequestSigner(new Ed25519Signer("w", keys.getPrivate()));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      String nonce = nonce(random.sign(get(""), NOW));
      assertEquals(16, Base64.getUrlDecoder().decode(nonce).length);
      assertTrue(nonce.matches("[A-Za-z0-9_-]{22}"), "without padding");
      assertTrue(seen.add(nonce), "never again");
    }
  }

  private static String nonce(Signed signed) {
    return signed.input().replaceAll(".*;nonce=\"([^\"]*)\".*", "$1");
  }

  @Test
  void toString_ofRequests_hidesPathHeadersAndBody() throws GeneralSecurityException, IOException {
    UnsignedRequest post = post("authorization", "Bearer abc");

    assertEquals("POST request", post.toString());
    assertEquals("POST request", signer.sign(post, NOW).toString());
  }

  @Test
  void authority_standardPort_isLeftOut() {
    assertEquals("gw.example", UnsignedRequest.authority("https", "GW.Example", 443));
    assertEquals("gw.example", UnsignedRequest.authority("https", "gw.example", -1));
    assertEquals("gw.example:80", UnsignedRequest.authority("https", "gw.example", 80));
    assertEquals("localhost", UnsignedRequest.authority("http", "localhost", 80));
    assertEquals("localhost:443", UnsignedRequest.authority("http", "localhost", 443));
    assertEquals("[::1]:8080", UnsignedRequest.authority("http", "[::1]", 8080));
  }
}
