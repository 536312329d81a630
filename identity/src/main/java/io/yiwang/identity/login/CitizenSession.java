package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.internal.SealedText;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.AccessToken;
import io.yiwang.value.Confidential;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is known about a citizen who has logged in, with their tokens. It is personal, and its
 * tokens allow acting in the citizen's name, so it is stored encrypted: see {@link #text}.
 *
 * @param subject identifies the citizen to this platform only
 * @param name the citizen's name, masked by the provider
 * @param idType the kind of identity document, as the provider names it
 * @param region six digits
 * @param acr the level of assurance, as on the wire; {@link Assurance#of} reads the known ones
 * @param loggedInAt when the citizen was authenticated; null if the provider does not say
 * @param token for calls in the citizen's name
 * @param expiresAt when the token expires
 * @param refreshToken gets a new token; null if the provider issues none
 * @param idToken needed to log out
 */
public record CitizenSession(
    String subject,
    @Nullable Confidential name,
    @Nullable String idType,
    @Nullable String region,
    String acr,
    @Nullable Instant loggedInAt,
    AccessToken token,
    Instant expiresAt,
    @Nullable Confidential refreshToken,
    Confidential idToken) {
  private static final SealedText SEALED = new SealedText("citizen session");
  private static final String ABSENT = "-";
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** Returns whether the login reached at least this level. */
  public boolean isAtLeast(Assurance wanted) {
    return Assurance.of(acr).filter(known -> known.compareTo(wanted) >= 0).isPresent();
  }

  /** Returns this session with other tokens. */
  CitizenSession renewed(AccessToken next, Instant until, @Nullable Confidential refresh) {
    return new CitizenSession(
        subject, name, idType, region, acr, loggedInAt, next, until, refresh, idToken);
  }

  /**
   * Writes the session as one line of text, which is encrypted, for a store that outlives the
   * process or is shared.
   *
   * @param cipher the application's own, such as {@link io.yiwang.signing.AesGcmCipher}; it may be
   *     the one that payments use
   * @throws GeneralSecurityException if the cipher fails
   */
  public String text(PayloadCipher cipher) throws GeneralSecurityException {
    // Each part is in base64, which has no spaces: names may contain anything.
    String plain =
        String.join(
            " ",
            packed(subject),
            packed(name == null ? null : name.reveal()),
            packed(idType),
            packed(region),
            packed(acr),
            packed(loggedInAt == null ? null : loggedInAt.toString()),
            packed(token.value()),
            packed(expiresAt.toString()),
            packed(refreshToken == null ? null : refreshToken.reveal()),
            packed(idToken.reveal()));
    return SEALED.seal(plain.getBytes(US_ASCII), cipher);
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if the text does not have that form
   * @throws GeneralSecurityException if the cipher lacks its key, or the text was changed
   */
  public static CitizenSession of(String text, PayloadCipher cipher)
      throws GeneralSecurityException {
    byte[] plain = SEALED.open(text, cipher);
    try {
      return of(new String(plain, US_ASCII).split(" ", -1));
    } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
      // Without the cause, which may quote what it could not read.
      throw SEALED.notThat();
    }
  }

  private static CitizenSession of(String[] parts) {
    String loggedIn = unpacked(parts[5]);
    String name = unpacked(parts[1]);
    String refresh = unpacked(parts[8]);
    return new CitizenSession(
        required(parts[0]),
        name == null ? null : Confidential.of(name),
        unpacked(parts[2]),
        unpacked(parts[3]),
        required(parts[4]),
        loggedIn == null ? null : Instant.parse(loggedIn),
        new AccessToken(required(parts[6])),
        Instant.parse(required(parts[7])),
        refresh == null ? null : Confidential.of(refresh),
        Confidential.of(required(parts[9])));
  }

  private static String packed(@Nullable String part) {
    return part == null ? ABSENT : "." + BASE64.encodeToString(part.getBytes(UTF_8));
  }

  private static @Nullable String unpacked(String part) {
    if (part.equals(ABSENT)) {
      return null;
    }
    if (!part.startsWith(".")) {
      throw SEALED.notThat();
    }
    return new String(Base64.getUrlDecoder().decode(part.substring(1)), UTF_8);
  }

  private static String required(String part) {
    String value = unpacked(part);
    if (value == null) {
      throw SEALED.notThat();
    }
    return value;
  }

  /** Shows only the level and the time of expiry. */
  @Override
  public String toString() {
    return "CitizenSession["
        + Assurance.of(acr).map(Enum::name).orElse("?")
        + ", "
        + expiresAt
        + "]";
  }
}
