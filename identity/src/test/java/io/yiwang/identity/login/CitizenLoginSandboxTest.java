package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.RejectedException;
import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.signing.RsaPairs;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.Confidential;
import io.yiwang.value.Language;
import java.net.URI;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests logins of citizens through a browser, with the sandbox's provider. */
class CitizenLoginSandboxTest extends SandboxLogin {
  @Test
  void complete_citizenAgrees_returnsTheCitizenAndATokenThatTheGatewayAccepts() throws Exception {
    CitizenSession session = loggedIn();

    assertEquals(Confidential.of("李**".substring(0, li().name().length())), session.name());
    assertEquals(li().idType(), session.idType());
    assertEquals(li().region(), session.region());
    assertNotEquals(li().sub(), session.subject());
    assertTrue(session.isAtLeast(Assurance.VERIFIED));
    assertFalse(session.isAtLeast(Assurance.STRONG));
    assertNotNull(session.loggedInAt());
    sign(session.token());
  }

  private static KeyPair pair(String algorithm) throws GeneralSecurityException {
    if (algorithm.equals("RSA")) {
      return RsaPairs.next();
    }
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA"})
  void complete_platformAuthenticatesWithAKey_isAccepted(String algorithm) throws Exception {
    KeyPair keys = pair(algorithm);
    controls.registerKey("login-1", keys.getPublic());
    CitizenLogin byKey = login().key("login-1", keys.getPrivate()).build();

    CitizenSession session = complete(byKey, byKey.begin(Assurance.BASIC));

    assertFalse(session.subject().isEmpty());
    CitizenLogin byAnother = login().key("login-1", pair(algorithm).getPrivate()).build();
    assertEquals(
        Reason.REFUSED, refused(() -> complete(byAnother, byAnother.begin(Assurance.BASIC))));
  }

  @Test
  void complete_scopeNotRequested_tokenLacksIt() throws Exception {
    CitizenSession session = complete(login, login.begin(Assurance.BASIC));

    var e = assertThrows(RejectedException.class, () -> sign(session.token()));
    assertEquals("SCOPE_REFUSED", e.code());
  }

  @Test
  void complete_citizenDoesNotAgree_isDenied() throws Exception {
    controls.refuses();
    PendingLogin pending = login.begin(Assurance.BASIC);
    URI back = browser.redirect(pending.url());

    LoginException e = assertThrows(LoginException.class, () -> login.complete(pending, back));

    assertEquals(Reason.DENIED, e.reason());
    assertEquals("您没有同意登录。", e.text(Language.ZH_CN));
    assertEquals("You did not agree to log in.", e.text(Language.EN));
  }

  @Test
  void complete_lowerLevelThanWanted_isNotAssured() {
    controls.logsIn(li(), "igs:basic");

    assertEquals(
        Reason.NOT_ASSURED, refused(() -> complete(login, login.begin(Assurance.VERIFIED))));
  }

  @Test
  void complete_twice_isRejectedAndASecondUseOfTheCodeRevokesTheTokens() throws Exception {
    controls.logsIn(li(), "igs:verified");
    PendingLogin pending = login.begin(Assurance.BASIC, "igs:signing");
    URI back = browser.redirect(pending.url());
    CitizenSession session = login.complete(pending, back);

    assertEquals(Reason.NOT_THIS_LOGIN, refused(() -> login.complete(pending, back)));
    CitizenLogin elsewhere = login().clientSecret(controls.clientSecret()).build();
    assertEquals(Reason.LOGIN_AGAIN, refused(() -> elsewhere.complete(pending, back)));
    var e = assertThrows(RejectedException.class, () -> sign(session.token()));
    assertEquals("TOKEN_INVALID", e.code());
  }

  @Test
  void complete_returnOfAnotherBrowser_isNotThisLogin() throws Exception {
    PendingLogin victims = login.begin(Assurance.BASIC);
    URI attackers = browser.redirect(login.begin(Assurance.BASIC).url());

    assertEquals(Reason.NOT_THIS_LOGIN, refused(() -> login.complete(victims, attackers)));
  }

  @Test
  void complete_loginBegunWithAnotherGateway_isNotThisLogin() throws Exception {
    PendingLogin begunHere = login.begin(Assurance.BASIC);
    try (GovSandbox elsewhere = GovSandbox.start();
        GovClient there = elsewhere.clientBuilder().build()) {
      CitizenLogin other =
          login()
              .provider(OpenIdProvider.of(there))
              .clientSecret(elsewhere.loginControls().clientSecret())
              .build();
      // This provider does not name itself (iss), so only the state identifies the login.
      URI back = URI.create(BACK + "?code=c&state=" + begunHere.state());

      var e = assertThrows(LoginException.class, () -> other.complete(begunHere, back));

      assertEquals(Reason.NOT_THIS_LOGIN, e.reason());
      assertTrue(
          String.valueOf(e.getMessage()).contains("begun with another provider"), e.getMessage());
    }
  }

  /** PKCE prevents the injection of a code with the victim's own state (RFC 9700 section 4.5). */
  @Test
  void complete_codeOfAnotherLoginInjected_isRefused() throws Exception {
    PendingLogin victims = login.begin(Assurance.BASIC);
    PendingLogin attackers = login.begin(Assurance.BASIC);
    URI injected =
        URI.create(
            browser
                .redirect(attackers.url())
                .toString()
                .replace(attackers.state(), victims.state()));

    assertEquals(Reason.LOGIN_AGAIN, refused(() -> login.complete(victims, injected)));
  }

  @Test
  void authorize_redirectThatIsNotRegistered_isNotFollowed() throws Exception {
    for (String other :
        List.of(
            "https://app.example.com/gov/login/../evil",
            "https://app.example.com/gov/login?next=evil",
            "https://app.example.com.evil.example/gov/login",
            "http://app.example.com/gov/login")) {
      String url =
          login
              .begin(Assurance.BASIC)
              .url()
              .toString()
              .replaceFirst(
                  "redirect_uri=[^&]*", "redirect_uri=" + URLEncoder.encode(other, UTF_8));

      assertEquals(400, browser.status(URI.create(url)), other);
    }
  }

  @Test
  void stepUp_acceptsTheSameCitizenOnly() throws Exception {
    CitizenSession verified = loggedIn();
    controls.logsIn(li(), "igs:strong");

    PendingLogin up = login.stepUp(verified, Assurance.STRONG, "igs:signing");
    CitizenSession strong = complete(login, up);

    assertTrue(up.url().toString().contains("prompt=login"));
    assertTrue(strong.isAtLeast(Assurance.STRONG));
    assertEquals(verified.subject(), strong.subject());
    controls.logsIn(another(), "igs:strong");
    assertEquals(
        Reason.OTHER_CITIZEN,
        refused(() -> complete(login, login.stepUp(verified, Assurance.STRONG))));
  }

  @Test
  void complete_afterTenMinutes_isTooLate() throws Exception {
    PendingLogin pending = login.begin(Assurance.BASIC);
    URI back = browser.redirect(pending.url());
    CitizenLogin later =
        login()
            .clientSecret(controls.clientSecret())
            .clock(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(11)))
            .build();

    assertEquals(Reason.TOO_LATE, refused(() -> later.complete(pending, back)));
  }

  @Test
  void pendingLogin_storedAndRead_completesInAnotherProcess() throws Exception {
    String stored = login.begin(Assurance.BASIC).text();
    CitizenLogin afterRestart = login().clientSecret(controls.clientSecret()).build();

    PendingLogin pending = PendingLogin.of(stored);

    assertEquals(stored, pending.text());
    assertNull(pending.subject());
    assertFalse(complete(afterRestart, pending).subject().isEmpty());
    for (String broken :
        List.of(
            "nothing",
            stored.replaceFirst("^1 ", "2 "),
            stored.replaceFirst("^1 [0-9]+", "1 yesterday"),
            stored.replaceFirst("^1 [0-9]+", "1 99999999999999999"),
            stored.replace("http", ":"))) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> PendingLogin.of(broken), broken);
      assertEquals("this is not a pending login", e.getMessage());
      assertNull(e.getCause());
    }
  }

  @Test
  void toString_ofClassesWithSecrets_showsNone() throws Exception {
    PendingLogin pending = login.begin(Assurance.BASIC);
    CitizenSession session = loggedIn();

    String shown =
        pending + " " + session + " " + new NimbusOpenId.Redirect("s", "i", "code-7", "none");

    for (String secret :
        List.of(
            pending.state(),
            pending.nonce(),
            pending.verifier(),
            session.subject(),
            session.token().value(),
            "code-7",
            "李")) {
      assertFalse(shown.contains(secret), shown);
    }
  }
}
