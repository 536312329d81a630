package io.yiwang.identity.login;

import io.yiwang.value.AccessToken;
import io.yiwang.value.Confidential;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A citizen who has logged in.
 *
 * @param subject names the citizen to this platform, and to no other
 * @param name masked, as the provider gives it
 * @param idType as the provider gives it
 * @param region six digits
 * @param acr the level of assurance, as on the wire; {@link Assurance#of} where it is a known one
 * @param loggedInAt when the citizen proved who it is; absent if the provider does not say
 * @param token for calls in the citizen's name
 * @param expiresAt of the token
 * @param refreshToken gives a new token; absent if the provider gives none
 * @param idToken for logging out
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

  /** Whether the citizen is known at least so surely. */
  public boolean isAtLeast(Assurance wanted) {
    return Assurance.of(acr).filter(known -> known.compareTo(wanted) >= 0).isPresent();
  }

  /** The same citizen with other tokens. */
  CitizenSession renewed(AccessToken next, Instant until, @Nullable Confidential refresh) {
    return new CitizenSession(
        subject, name, idType, region, acr, loggedInAt, next, until, refresh, idToken);
  }

  /** The level and the end alone. */
  @Override
  public String toString() {
    return "CitizenSession["
        + Assurance.of(acr).map(Enum::name).orElse("?")
        + ", "
        + expiresAt
        + "]";
  }
}
