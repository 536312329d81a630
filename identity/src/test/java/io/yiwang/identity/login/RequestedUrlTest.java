package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.identity.login.LoginException.Reason;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestedUrlTest extends HostileLogin {
  /** Browsers send such URLs, which {@link URI} rejects. */
  @Test
  void complete_urlAsTheBrowserSentIt_isAccepted() {
    String query = "code=code-1&state=" + pending.state() + "&iss=" + provider.issuer;
    for (String extra : List.of("&x=a b", "&x={|}^", "&x=100%", "&x=%zz", "&x=中", "&x[]=\"<>")) {
      for (String url : List.of(BACK + "?" + query + extra, "/gov/login?" + query + extra)) {
        PendingLogin other = login.begin(Assurance.VERIFIED, "igs:penalties");
        String text = url.replace(pending.state(), other.state());
        assertEquals("citizen-1", completed(other, text), extra);
      }
    }
    PendingLogin other = login.begin(Assurance.VERIFIED, "igs:penalties");
    String encoded = provider.issuer.replace(":", "%3A").replace("/", "%2F");
    assertEquals(
        "citizen-1", completed(other, "code=code%2D1&state=" + other.state() + "&iss=" + encoded));
  }

  private String completed(PendingLogin other, String url) {
    provider.nonce = other.nonce();
    return login.complete(other, url).subject();
  }

  @Test
  void complete_otherUrl_isNotThisLogin() {
    String query = "code=code-1&state=" + pending.state() + "&iss=" + provider.issuer;
    for (String text :
        List.of(
            "",
            "?",
            "/",
            "/gov/login",
            "/gov/login#" + query,
            BACK + "?" + query + "#fragment",
            BACK + "?" + query + "&code=code-2",
            BACK + "?" + query + "&%63ode=code-2",
            "//evil.example/gov/login?" + query,
            "https://evil.example/gov/login?" + query,
            "https://app.example.com:8443/gov/login?" + query,
            "javascript:alert(1)",
            BACK + "?" + query + "&x=" + "a".repeat(1_000_000),
            "https://[::1?" + query,
            "\ud800")) {
      LoginException e = assertThrows(LoginException.class, () -> login.complete(pending, text));
      assertEquals(Reason.NOT_THIS_LOGIN, e.reason(), text.length() > 300 ? "long" : text);
    }
  }
}
