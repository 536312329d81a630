package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.login.LoginException.Reason;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdTokensTest extends HostileLogin {
  @ParameterizedTest
  @ValueSource(strings = {"ES256", "RS256", "PS256", "EdDSA"})
  void complete_eachAllowedAlgorithm_isAccepted(String algorithm) {
    provider.algorithm = algorithm;
    provider.keyId = algorithm;

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  static Stream<Arguments> wrongClaims() {
    return Stream.of(
        wrong("issued by another", all -> all.put("iss", "https://evil.example")),
        wrong("no issuer", all -> all.remove("iss")),
        wrong("audience of another platform", all -> all.put("aud", "other-app")),
        wrong("no audience", all -> all.remove("aud")),
        wrong(
            "issued to another of several audiences",
            all -> {
              all.put("aud", List.of(HostileProvider.CLIENT, "other-app"));
              all.put("azp", "other-app");
            }),
        wrong(
            "several audiences, and no authorized party",
            all -> all.put("aud", List.of(HostileProvider.CLIENT, "other-app"))),
        wrong("expired", all -> all.put("exp", Instant.now().getEpochSecond() - 120)),
        wrong("without expiry", all -> all.remove("exp")),
        wrong("issued in the future", all -> all.put("iat", Instant.now().getEpochSecond() + 600)),
        wrong("nonce of another login", all -> all.put("nonce", "attackers")),
        wrong("without nonce", all -> all.remove("nonce")),
        wrong("without subject", all -> all.remove("sub")),
        wrong("with an empty subject", all -> all.put("sub", "")),
        wrong("with a blank subject", all -> all.put("sub", " ")),
        wrong("not valid yet", all -> all.put("nbf", Instant.now().getEpochSecond() + 90)),
        wrong("hash of another access token", all -> all.put("at_hash", "AAAAAAAAAAAAAAAAAAAAAA")),
        wrong("name that is not a text", all -> all.put("name", List.of("a"))),
        wrong("half a character in the name", all -> all.put("name", "\ud842")),
        wrong("acr that is not a text", all -> all.put("acr", 7)));
  }

  private static Arguments wrong(String what, Consumer<Map<String, Object>> claims) {
    return Arguments.of(what, claims);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrongClaims")
  void complete_wrongClaim_isForged(String what, Consumer<Map<String, Object>> claims) {
    provider.claims = claims;

    assertEquals(Reason.FORGED, refused());
  }

  @Test
  void complete_idTokenValidWithinAMinute_isAccepted() {
    provider.claims = all -> all.put("nbf", Instant.now().getEpochSecond() + 30);

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  /** The JDK ignores zeros after an Ed25519 signature. */
  @ParameterizedTest
  @ValueSource(strings = {"ES256", "EdDSA", "RS256", "PS256"})
  void complete_zeroAfterTheSignature_isForged(String algorithm) {
    provider.algorithm = algorithm;
    provider.keyId = algorithm;
    provider.afterSignature = new byte[1];

    assertEquals(Reason.FORGED, refused());
  }

  /** RFC 7515 section 4.1.11: an unknown critical header makes a token invalid. */
  @ParameterizedTest
  @ValueSource(strings = {"ES256", "EdDSA", "RS256", "PS256"})
  void complete_unknownCriticalHeader_isForged(String algorithm) {
    provider.algorithm = algorithm;
    provider.keyId = algorithm;
    provider.header = all -> all.putAll(Map.of("crit", List.of("for"), "for", "somebody else"));

    assertEquals(Reason.FORGED, refused());
  }

  /** The provider issues tokens for other purposes too (RFC 8725 section 3.11). */
  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "logout+jwt", "dpop+jwt"})
  void complete_tokenOfAnotherType_isForged(String type) {
    provider.header = all -> all.put("typ", type);

    assertEquals(Reason.FORGED, refused());
  }

  /** RFC 7517 section 5: keys that cannot be read, such as SM2 keys, are ignored. */
  @ParameterizedTest
  @ValueSource(strings = {"ES256", "RS256", "PS256", "EdDSA"})
  void complete_unreadableKeysBesideAReadableOne_isAccepted(String algorithm) {
    provider.algorithm = algorithm;
    provider.keyId = algorithm;
    provider.otherKeys = ReadableKeysTest.UNREADABLE;

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  @Test
  void complete_unreadableKeysWithTheIdOfAReadableOne_isAccepted() {
    provider.otherKeys =
        ReadableKeysTest.UNREADABLE.stream()
            .filter(Map.class::isInstance)
            .map(
                key -> {
                  Map<Object, Object> named = new LinkedHashMap<>((Map<?, ?>) key);
                  named.put("kid", "ES256");
                  return (Object) named;
                })
            .toList();

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  @ParameterizedTest
  @CsvSource({"none,ES256", "HS256,RS256", "RS512,RS256", "ES256,unknown", "EdDSA,RS256"})
  void complete_algorithmOrKeyNotAllowed_isForged(String algorithm, String keyId) {
    provider.algorithm = algorithm;
    provider.keyId = keyId;

    assertEquals(Reason.FORGED, refused());
  }

  @Test
  void complete_unlistedKeyWithAListedId_isForged() {
    provider.signsWithAnotherKey();

    assertEquals(Reason.FORGED, refused());
  }

  @Test
  void complete_unknownKeyManyTimes_fetchesTheListRarely() {
    provider.keyId = "unknown";
    for (int i = 0; i < 10; i++) {
      pending = login.begin(Assurance.BASIC);
      provider.nonce = pending.nonce();
      assertNotNull(refused());
    }

    assertTrue(provider.keysFetched.get() <= 2, provider.keysFetched::toString);
  }

  @Test
  void complete_keyListUnavailableOnce_isFetchedAgain() {
    provider.keysFail = 1;

    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }
}
