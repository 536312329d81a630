package io.yiwang.identity.login;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.RejectedException;
import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.value.AccessToken;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Tests a session's tokens after a login with the sandbox's provider. */
class CitizenSessionSandboxTest extends SandboxLogin {
  @Test
  void refresh_once_returnsANewTokenAndRotatesTheRefreshToken() throws Exception {
    CitizenSession session = loggedIn();

    CitizenSession renewed = login.refresh(session);

    assertNotEquals(session.token(), renewed.token());
    assertNotEquals(session.refreshToken(), renewed.refreshToken());
    assertEquals(session.subject(), renewed.subject());
    sign(renewed.token());
  }

  @Test
  void refresh_stolenTokenUsedLater_revokesAllTokens() throws Exception {
    CitizenSession session = loggedIn();
    CitizenSession renewed = login.refresh(session);
    sandbox.clock().advance(Duration.ofSeconds(31));

    assertEquals(Reason.LOGIN_AGAIN, refused(() -> login.refresh(session)));
    assertEquals(Reason.LOGIN_AGAIN, refused(() -> login.refresh(renewed)));
    var e = assertThrows(RejectedException.class, () -> sign(renewed.token()));
    assertEquals("TOKEN_INVALID", e.code());
  }

  @Test
  void keepAlive_tokenAboutToExpire_isRenewedOnceForAllThreads() throws Exception {
    controls.tokensLast(Duration.ofSeconds(30));
    CitizenSession session = loggedIn();
    controls.tokensLast(Duration.ofMinutes(30));
    List<CitizenSession> changes = Collections.synchronizedList(new ArrayList<>());
    LiveSession live = login.keepAlive(session, changes::add);

    ExecutorService pool = Executors.newFixedThreadPool(8);
    try {
      List<Callable<AccessToken>> asks = Collections.nCopies(24, live::token);
      for (Future<AccessToken> each : pool.invokeAll(asks)) {
        assertEquals(changes.get(0).token(), each.get());
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(1, changes.size());
    assertEquals(changes.get(0), live.session());
    sign(live.token());
  }

  @Test
  void call_expiredToken_isRejected() throws Exception {
    CitizenSession session = loggedIn();
    sandbox.clock().advance(Duration.ofMinutes(30));

    var e = assertThrows(RejectedException.class, () -> sign(session.token()));
    assertEquals("TOKEN_INVALID", e.code());
  }

  @Test
  void logOut_session_revokesItsTokensAndReturnsTheBrowser() throws Exception {
    URI bye = URI.create("https://app.example.com/bye");
    controls.registerRedirect(bye);
    CitizenSession session = loggedIn();

    URI place = login.logOut(session, bye).orElseThrow();

    assertTrue(browser.redirect(place).toString().startsWith(bye + "?state="));
    var e = assertThrows(RejectedException.class, () -> sign(session.token()));
    assertEquals("TOKEN_INVALID", e.code());
    assertEquals(Reason.LOGIN_AGAIN, refused(() -> login.refresh(session)));
    URI elsewhere = login.logOut(session, URI.create("https://evil.example/")).orElseThrow();
    assertEquals(400, browser.status(elsewhere));
  }
}
