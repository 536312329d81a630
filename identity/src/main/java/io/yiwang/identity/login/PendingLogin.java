package io.yiwang.identity.login;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds a login that a citizen has not completed yet. Keep it on the server, in the session of the
 * browser that is sent to {@link #url}, and use it only when that browser returns: completing it
 * with another browser's return would log in somebody else.
 *
 * @param url the URL to which to send the citizen's browser
 * @param state binds the return to this browser (RFC 6749 section 10.12)
 * @param nonce binds the id token to this login
 * @param verifier the PKCE verifier (RFC 7636)
 * @param wanted the lowest level of assurance that is accepted
 * @param begunAt when the login was begun; it can be completed for ten minutes
 * @param subject the citizen who must log in; null where anybody may
 */
public record PendingLogin(
    URI url,
    String state,
    String nonce,
    String verifier,
    Assurance wanted,
    Instant begunAt,
    @Nullable String subject) {

  /** Writes the login as one line of text, for a session store on the server. */
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
   * @throws IllegalArgumentException if the text does not have that form
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
      // Without the cause, which quotes the text: its secrets would let others complete the login.
      throw new IllegalArgumentException("this is not a pending login");
    }
  }

  /** Shows only when the login was begun. */
  @Override
  public String toString() {
    return "PendingLogin[" + begunAt + "]";
  }
}
