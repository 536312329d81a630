package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yiwang.identity.login.LoginException.Reason;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedirectVerifierTest extends HostileLogin {
  /** Its code and verifier would be sent to a provider that did not issue the code. */
  @Test
  void complete_loginBegunWithAnotherProvider_sendsNothing() {
    pending =
        new PendingLogin(
            URI.create("https://login.elsewhere.gov.cn/authorize?client_id=app"),
            pending.state(),
            pending.nonce(),
            pending.verifier(),
            pending.wanted(),
            pending.begunAt(),
            null);

    assertEquals(Reason.NOT_THIS_LOGIN, refused());
    assertEquals(List.of(), provider.tokenRequests);
  }

  @Test
  void complete_wrongStateIssuerOrUri_sendsNothing() {
    String state = "state=" + pending.state();
    String iss = "iss=" + provider.issuer;
    for (URI url :
        List.of(
            back("code=code-1&" + iss),
            back("code=code-1&state=attackers&" + iss),
            back("code=code-1&" + state),
            back("code=code-1&" + state + "&iss=https://evil.example"),
            back("code=code-1&" + state + "&" + iss + "/"),
            back("code=code-1&code=code-2&" + state + "&" + iss),
            back(state + "&" + iss),
            back("code=&" + state + "&" + iss),
            back("code=code-1&access_token=x&token_type=Bearer&" + state + "&" + iss),
            URI.create("https://evil.example/gov/login?code=code-1&" + state + "&" + iss),
            URI.create("http://app.example.com/gov/login?code=code-1&" + state + "&" + iss),
            URI.create("https://app.example.com/gov/login/?code=code-1&" + state + "&" + iss),
            URI.create(BACK + "?code=code-1&" + state + "&" + iss + "#fragment"),
            URI.create(BACK))) {
      assertEquals(Reason.NOT_THIS_LOGIN, refused(url).reason(), url::toString);
    }
    assertEquals(List.of(), provider.tokenRequests);
    // None of them has completed the login.
    assertEquals("citizen-1", login.complete(pending, back()).subject());
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied,DENIED",
    "login_required,LOGIN_AGAIN",
    "unmet_authentication_requirements,NOT_ASSURED",
    "temporarily_unavailable,UNAVAILABLE",
    "unauthorized_client,REFUSED",
    "%3Cscript%3E,REFUSED"
  })
  void complete_errorOfTheProvider_hasTheReason(String error, Reason reason) {
    LoginException e =
        refused(back("error=" + error + "&state=" + pending.state() + "&iss=" + provider.issuer));

    assertEquals(reason, e.reason());
    assertFalse(String.valueOf(e.getMessage()).contains("<"));
  }
}
