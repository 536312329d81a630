package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.GovClient;
import io.yiwang.identity.DocumentToSign;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.SigningRequest;
import io.yiwang.identity.SigningState;
import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.signing.ContentDigest;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.LoginControls;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import java.net.URI;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;

/** Prepares logins with the provider of a sandbox for the tests that extend it. */
abstract class SandboxLogin {
  static final URI BACK = URI.create("https://app.example.com/gov/login");
  final GovSandbox sandbox = GovSandbox.builder().services(0).start();
  final GovClient gov = sandbox.clientBuilder().build();
  final LoginControls controls = sandbox.loginControls();
  final Browser browser = new Browser();
  final CitizenLogin login = login().clientSecret(controls.clientSecret()).build();

  SandboxLogin() {
    controls.registerRedirect(BACK);
  }

  @AfterEach
  void close() {
    gov.close();
    sandbox.close();
  }

  CitizenLogin.Builder login() {
    return CitizenLogin.builder()
        .provider(OpenIdProvider.of(gov))
        .clientId(LoginControls.CLIENT_ID)
        .redirectUri(BACK);
  }

  Citizen li() {
    return sandbox.seed().citizen("li-xiaoming");
  }

  /** Returns another citizen than {@link #li}. */
  Citizen another() {
    return sandbox.seed().citizens().stream()
        .filter(each -> !each.sub().equals(li().sub()))
        .findFirst()
        .orElseThrow();
  }

  /** Lets the browser visit the provider, and completes the login with its redirect. */
  CitizenSession complete(CitizenLogin with, PendingLogin pending) throws Exception {
    return with.complete(pending, browser.redirect(pending.url()));
  }

  /** Returns the session of {@link #li} at {@link Assurance#VERIFIED}. */
  CitizenSession loggedIn() throws Exception {
    controls.logsIn(li(), "igs:verified");
    return complete(login, login.begin(Assurance.VERIFIED, "igs:signing"));
  }

  /** Returns the reason for which some work is refused. */
  Reason refused(Callable<?> work) {
    return assertThrows(LoginException.class, work::call).reason();
  }

  /** Makes a call with a citizen's token. */
  void sign(AccessToken token) {
    SigningRequest request =
        new SigningRequest(
            "本人承诺属实。",
            List.of(
                DocumentToSign.of(
                    "a.txt", "text/plain", "a".getBytes(UTF_8), ContentDigest.SHA_256)),
            null,
            600);
    assertEquals(
        SigningState.WAITING,
        new SigningClient(gov).start(request, token, IdempotencyKey.random()).status());
  }
}
