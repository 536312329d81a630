package io.yiwang.spring;

import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenSession;
import io.yiwang.signing.PayloadCipher;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * Represents a citizen who has logged in, for Spring Security. Its name is the citizen's subject;
 * its authorities are the levels of assurance that the login reached, such as {@code
 * ASSURANCE_VERIFIED}. It can be kept in a session that several nodes share: personal data in it is
 * encrypted, and {@link #session} decrypts it.
 */
public final class CitizenAuthentication extends AbstractAuthenticationToken {
  private static final long serialVersionUID = 1L;

  /** The prefix of each authority's name. */
  public static final String ASSURANCE = "ASSURANCE_";

  private final String subject;
  private final String text;

  private CitizenAuthentication(String subject, String text, List<GrantedAuthority> levels) {
    super(levels);
    this.subject = subject;
    this.text = text;
    setAuthenticated(true);
  }

  /**
   * Returns the authentication of a citizen.
   *
   * @param cipher encrypts the session
   * @throws GeneralSecurityException if the cipher fails
   */
  public static CitizenAuthentication of(CitizenSession session, PayloadCipher cipher)
      throws GeneralSecurityException {
    List<GrantedAuthority> levels =
        Arrays.stream(Assurance.values())
            .filter(session::isAtLeast)
            .<GrantedAuthority>map(level -> new SimpleGrantedAuthority(ASSURANCE + level.name()))
            .toList();
    return new CitizenAuthentication(session.subject(), session.text(cipher), levels);
  }

  /**
   * Returns the session, with the tokens for calls in the citizen's name.
   *
   * @throws GeneralSecurityException if the cipher lacks its key
   */
  public CitizenSession session(PayloadCipher cipher) throws GeneralSecurityException {
    return CitizenSession.of(text, cipher);
  }

  /** Returns the citizen's subject. */
  @Override
  public String getPrincipal() {
    return subject;
  }

  /** Returns an empty text: the tokens are in the {@link #session}. */
  @Override
  public Object getCredentials() {
    return "";
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof CitizenAuthentication other
        && super.equals(other)
        && text.equals(other.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** Shows only the levels. */
  @Override
  public String toString() {
    return "CitizenAuthentication" + getAuthorities();
  }
}
