package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.identity.login.LoginException.Reason;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProviderTest extends HostileLogin {
  static Stream<Arguments> untrusted() {
    URI good = URI.create("https://login.example.gov.cn/x");
    URI plain = URI.create("http://login.example.gov.cn/x");
    List<String> s256 = List.of("S256");
    return Stream.of(
        Arguments.of("issuer", provider(plain, good, good, good, s256)),
        Arguments.of("authorization_endpoint", provider(good, plain, good, good, s256)),
        Arguments.of("token_endpoint", provider(good, good, plain, good, s256)),
        Arguments.of("jwks_uri", provider(good, good, good, plain, s256)),
        Arguments.of("token_endpoint", provider(good, good, URI.create("token"), good, s256)),
        Arguments.of(
            "authorization_endpoint",
            provider(good, URI.create("https://a@evil.example/"), good, good, s256)),
        Arguments.of("PKCE", provider(good, good, good, good, List.of("plain"))));
  }

  private static OpenIdConfiguration provider(
      URI issuer, URI authorization, URI token, URI keys, List<String> challenges) {
    return new OpenIdConfiguration(
        issuer, authorization, token, keys, null, null, challenges, null);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("untrusted")
  void build_untrustedProvider_isRejectedAndNamed(String what, OpenIdConfiguration metadata) {
    var e = assertThrows(IllegalArgumentException.class, () -> login(metadata));

    assertTrue(String.valueOf(e.getMessage()).contains(what), e::getMessage);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("untrusted")
  void begin_untrustedProvider_isUnavailableAndNamed(String what, OpenIdConfiguration metadata) {
    CitizenLogin late = login(provider.metadata()).provider(() -> metadata).build();
    var e = assertThrows(LoginException.class, () -> late.begin(Assurance.BASIC));

    assertEquals(Reason.UNAVAILABLE, e.reason());
    assertTrue(String.valueOf(e.getMessage()).contains(what), e::getMessage);
  }

  @Test
  void begin_provider_isLoadedAtFirstUseAndAgainAfterAFailure() {
    AtomicInteger calls = new AtomicInteger();
    Gateway down =
        new Gateway() {
          @Override
          @SuppressWarnings("unchecked") // Nothing else is called.
          public <T> T call(GovRequest<T> request) {
            if (calls.incrementAndGet() < 3) {
              throw GatewayErrors.notSent(
                  new GovException.Call(request.operation(), "request-1", 1),
                  NotSentException.Reason.NO_CONNECTION,
                  "no network",
                  null);
            }
            return (T) provider.metadata();
          }
        };
    CitizenLogin late = login(provider.metadata()).provider(OpenIdProvider.of(down)).build();
    assertEquals(0, calls.get());

    for (int i = 1; i <= 2; i++) {
      LoginException e = assertThrows(LoginException.class, () -> late.begin(Assurance.VERIFIED));
      assertEquals(Reason.UNAVAILABLE, e.reason());
      assertEquals(i, calls.get());
    }
    pending = late.begin(Assurance.VERIFIED);
    provider.nonce = pending.nonce();

    assertEquals("citizen-1", late.complete(pending, back()).subject());
    assertEquals(3, calls.get());
  }
}
