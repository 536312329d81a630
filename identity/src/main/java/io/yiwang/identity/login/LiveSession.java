package io.yiwang.identity.login;

import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.value.AccessToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Keeps a citizen's session alive: its token is renewed before it ends, once for all who wait.
 * Thread-safe. One session belongs in one process at a time: a refresh token is good once.
 */
public final class LiveSession {
  /** Before its end by so much a token is renewed. */
  private static final Duration EARLY = Duration.ofMinutes(1);

  /** So long the present token will do after a renewal that got no answer. */
  private static final Duration PAUSE = Duration.ofSeconds(10);

  private final UnaryOperator<CitizenSession> refresh;
  private final Consumer<CitizenSession> changed;
  private final Clock clock;
  private CitizenSession session;
  private Instant due;

  LiveSession(
      UnaryOperator<CitizenSession> refresh,
      CitizenSession session,
      Consumer<CitizenSession> changed,
      Clock clock) {
    this.refresh = refresh;
    this.session = session;
    this.changed = changed;
    this.clock = clock;
    due = session.expiresAt().minus(EARLY);
  }

  /**
   * Returns a token that is good for a while.
   *
   * @throws LoginException it has ended and there is no other; {@code LOGIN_AGAIN} if there will be
   *     none
   */
  public synchronized AccessToken token() {
    Instant now = clock.instant();
    boolean good = now.isBefore(session.expiresAt());
    if (good && now.isBefore(due)) {
      return session.token();
    }
    try {
      session = refresh.apply(session);
      due = session.expiresAt().minus(EARLY);
      changed.accept(session);
    } catch (LoginException e) {
      if (!good || !e.reason().equals(Reason.UNAVAILABLE)) {
        throw e;
      }
      due = now.plus(PAUSE);
    }
    return session.token();
  }

  /** Returns the session as it is now. */
  public synchronized CitizenSession session() {
    return session;
  }
}
