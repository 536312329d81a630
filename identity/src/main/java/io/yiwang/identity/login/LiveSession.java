package io.yiwang.identity.login;

import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.value.AccessToken;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Keeps a citizen's session alive by renewing its token before it expires, once for all waiting
 * threads. Thread-safe. Use a session in one process at a time: a refresh token works only once.
 */
public final class LiveSession {
  /** A token is renewed this long before it expires. */
  private static final Duration EARLY = Duration.ofMinutes(1);

  /** After a renewal without an answer, the next one waits this long. */
  private static final Duration RETRY_AFTER = Duration.ofSeconds(10);

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
   * Returns a token that is valid now.
   *
   * @throws LoginException if it has expired and cannot be renewed; {@code LOGIN_AGAIN} means that
   *     the citizen must log in again
   */
  public synchronized AccessToken token() {
    Instant now = clock.instant();
    boolean valid = now.isBefore(session.expiresAt());
    if (valid && now.isBefore(due)) {
      return session.token();
    }
    try {
      session = refresh.apply(session);
      due = session.expiresAt().minus(EARLY);
      changed.accept(session);
    } catch (LoginException e) {
      if (!valid || !e.reason().equals(Reason.UNAVAILABLE)) {
        throw e;
      }
      due = now.plus(RETRY_AFTER);
    }
    return session.token();
  }

  /** Returns the present session. */
  public synchronized CitizenSession session() {
    return session;
  }
}
