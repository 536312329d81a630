package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.identity.login.LoginException.Reason;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Sets up a login with a hostile provider, for tests of the attacks in OpenID Connect Core section
 * 16 and RFC 9700.
 */
abstract class HostileLogin {
  static final String BACK = "https://app.example.com/gov/login";
  HostileProvider provider;
  CitizenLogin login;
  PendingLogin pending;

  @BeforeEach
  void begin() throws Exception {
    provider = new HostileProvider();
    login = login(provider.metadata()).build();
    pending = login.begin(Assurance.VERIFIED, "igs:penalties");
    provider.nonce = pending.nonce();
  }

  @AfterEach
  void close() {
    provider.close();
  }

  static CitizenLogin.Builder login(OpenIdConfiguration metadata) {
    return CitizenLogin.builder()
        .provider(metadata)
        .clientId(HostileProvider.CLIENT)
        .clientSecret("s3cret-Of-Ours")
        .redirectUri(URI.create(BACK))
        .timeout(Duration.ofSeconds(2));
  }

  URI back() {
    return back("code=code-1&state=" + pending.state() + "&iss=" + provider.issuer);
  }

  static URI back(String query) {
    return URI.create(BACK + "?" + query);
  }

  LoginException refused(URI url) {
    LoginException e = assertThrows(LoginException.class, () -> login.complete(pending, url));
    for (String secret :
        List.of(
            "code-1",
            pending.state(),
            pending.nonce(),
            pending.verifier(),
            HostileProvider.ACCESS_TOKEN,
            "s3cret-Of-Ours",
            "citizen-1")) {
      for (Throwable each = e; each != null; each = each.getCause()) {
        assertFalse(String.valueOf(each.getMessage()).contains(secret), each::toString);
      }
    }
    return e;
  }

  Reason refused() {
    return refused(back()).reason();
  }
}
