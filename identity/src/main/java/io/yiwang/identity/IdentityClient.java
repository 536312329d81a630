package io.yiwang.identity;

import io.yiwang.Gateway;
import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import java.time.Clock;
import java.time.Duration;

/**
 * Asks the register whether a name and a number belong together. Thread-safe; keep one for all
 * callers, since the limit against guessing is its own.
 *
 * <p>Only so many checks that do not match are let through for one number, and for one name, in a
 * time. The limit holds in this process; one over all processes of a platform is the platform's.
 *
 * @see "IGS/1 section 5"
 */
public final class IdentityClient {
  private static final int MISSES = 5;
  private static final Duration WINDOW = Duration.ofHours(1);

  private final Gateway gateway;
  private final GuessLimit limit;

  /** A client of that gateway, with 5 checks an hour that do not match. It needs a sealer. */
  public IdentityClient(Gateway gateway) {
    this(gateway, MISSES, WINDOW, Clock.systemUTC());
  }

  /**
   * A client with another limit.
   *
   * @param misses how many checks that do not match, or whose answer is not known, are let through
   *     for one number and for one name within {@code window}, 1 or more
   */
  public IdentityClient(Gateway gateway, int misses, Duration window, Clock clock) {
    this.gateway = gateway;
    this.limit = new GuessLimit(misses, window, clock);
  }

  /**
   * Compares; throws what {@link Gateway#call} throws.
   *
   * @throws NotSentException with {@code LIMITED}: too many for this number or name did not match
   */
  public CheckedIdentity check(IdentityCheck check) {
    String number = check.idType() + " " + check.idNumber().reveal();
    String name = check.name().reveal();
    GuessLimit.Guess guess = limit.take(number, name);
    if (guess == null) {
      throw new NotSentException(
          new Call("identity.check", "local", 0),
          NotSentException.Reason.LIMITED,
          "too many checks of one person did not match; try again in " + limit.window(),
          null);
    }
    CheckedIdentity checked;
    try {
      checked =
          gateway.call(
              GovRequest.query("identity.check", "identity/checks", check, CheckedIdentity.class));
    } catch (NotSentException e) {
      limit.giveBack(guess);
      throw e;
    }
    if (checked.matches()) {
      limit.giveBack(guess);
    }
    return checked;
  }
}
