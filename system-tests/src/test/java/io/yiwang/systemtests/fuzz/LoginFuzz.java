package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.identity.login.LoginException;
import io.yiwang.identity.login.OpenIdConfiguration;
import io.yiwang.identity.login.PendingLogin;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fuzzes the URLs that a browser requests at the end of a login, and the texts of pending logins
 * that a session store returns.
 */
public final class LoginFuzz implements FuzzTarget {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private final CitizenLogin login =
      CitizenLogin.builder()
          .provider(
              new OpenIdConfiguration(
                  URI.create("https://login.invalid"),
                  URI.create("https://login.invalid/authorize"),
                  URI.create("https://login.invalid/token"),
                  URI.create("https://login.invalid/keys"),
                  null,
                  null,
                  List.of("S256"),
                  true))
          .clientId("app")
          .clientSecret("a secret of at least thirty-two bytes")
          .redirectUri(URI.create("https://app.invalid/back"))
          .timeout(Duration.ofMillis(1))
          .clock(Clock.fixed(NOW, ZoneOffset.UTC))
          .build();

  private final PendingLogin pending =
      new PendingLogin(
          URI.create("https://login.invalid/authorize"),
          "state-1",
          "nonce-1",
          "verifier-1",
          Assurance.BASIC,
          NOW,
          null);

  @Override
  public Stream<byte[]> good() {
    return Stream.of(pending.text().getBytes(UTF_8));
  }

  @Override
  public Stream<byte[]> others() {
    return Stream.of(
            "https://app.invalid/back?code=c&state=state-2&iss=https%3A%2F%2Flogin.invalid",
            "https://app.invalid/back?error=access_denied&state=state-1"
                + "&iss=https%3A%2F%2Flogin.invalid",
            "1 99999999999999999 BASIC a b c https://login.invalid/ ")
        .map(text -> text.getBytes(UTF_8));
  }

  /** Checks that no URL completes a login. */
  @Override
  public boolean read(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    boolean taken = false;
    try {
      PendingLogin read = PendingLogin.of(text);
      assertEquals(read, PendingLogin.of(read.text()));
      taken = true;
    } catch (IllegalArgumentException e) {
      FuzzTarget.assertQuotesNothing(e, text);
    }
    URI requested;
    try {
      requested = URI.create(text);
    } catch (IllegalArgumentException e) {
      return taken;
    }
    try {
      throw new AssertionError("completed: " + login.complete(pending, requested));
    } catch (LoginException e) {
      assertNotEquals(null, e.reason());
    }
    return taken;
  }
}
