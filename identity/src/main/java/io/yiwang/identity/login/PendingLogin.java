package io.yiwang.identity.login;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds a login that a citizen has been sent off to. Keep it in the session of the very browser
 * that is sent to {@link #url}, on the server, for that browser's return alone: whoever completes
 * it with another's would log in as somebody else.
 *
 * @param url where to send the citizen's browser
 * @param state binds the return to this browser (RFC 6749 section 10.12)
 * @param nonce binds the id token to this login
 * @param verifier of PKCE (RFC 7636)
 * @param wanted the least that will do
 * @param begunAt it is good for ten minutes
 * @param subject who it must be, where a citizen has logged in before
 */
public record PendingLogin(
    URI url,
    String state,
    String nonce,
    String verifier,
    Assurance wanted,
    Instant begunAt,
    @Nullable String subject) {

  /** Writes one line, for a session's store on the server; nothing in it names a citizen. */
  public String text() {
    return String.join(
        " ",
        "1",
        Long.toString(begunAt.getEpochSecond()),
        wanted.name(),
        state,
        nonce,
        verifier,
        url.toString(),
        subject == null ? "" : subject);
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it is not that
   */
  public static PendingLogin of(String text) {
    String[] parts = text.split(" ", 8);
    if (parts.length != 8 || !parts[0].equals("1")) {
      throw new IllegalArgumentException("this is not a pending login");
    }
    try {
      return new PendingLogin(
          URI.create(parts[6]),
          parts[3],
          parts[4],
          parts[5],
          Assurance.valueOf(parts[2]),
          Instant.ofEpochSecond(Long.parseLong(parts[1])),
          parts[7].isEmpty() ? null : parts[7]);
    } catch (IllegalArgumentException | DateTimeException e) {
      // Without the cause, which quotes it: what is in it is a citizen's way in.
      throw new IllegalArgumentException("this is not a pending login");
    }
  }

  /** Shows when it was begun alone. */
  @Override
  public String toString() {
    return "PendingLogin[" + begunAt + "]";
  }
}
