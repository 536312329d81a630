package io.yiwang.identity;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.Operation;
import io.yiwang.Operation.Answer;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * Asks the register whether a name and a number belong together. Thread-safe; keep one for all
 * callers, since the limit against guessing is its own.
 *
 * <p>Only so many checks that do not match are let through for one number in a time, whatever the
 * name and however both are written; and four times as many for one name with numbers that differ
 * in a part that masked documents leave to guess. Only an answer that says no counts: who has heard
 * nothing has learnt nothing, and a gateway that is down must not lock people out. The limit holds
 * in this process; one over all processes of a platform is the platform's.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 5"
 */
public class IdentityClient {
  /** The call that this client makes, for whoever writes another {@link Gateway}. */
  public static final List<Operation> OPERATIONS =
      List.of(
          Operation.query(
              "identity.check",
              "identity/checks",
              IdentityCheck.class,
              Answer.OBJECT,
              CheckedIdentity.class));

  private static final int MISSES = 5;
  private static final Duration WINDOW = Duration.ofHours(1);

  private final Gateway gateway;
  private final MismatchRateLimit limit;

  /** Makes a client of that gateway, with a limit of 5 mismatches an hour. It needs a sealer. */
  public IdentityClient(Gateway gateway) {
    this(gateway, MISSES, WINDOW, Clock.systemUTC());
  }

  /**
   * Makes a client with another limit.
   *
   * @param misses how many checks that do not match are let through for one number within {@code
   *     window}, 1 or more
   */
  public IdentityClient(Gateway gateway, int misses, Duration window, Clock clock) {
    this.gateway = gateway;
    this.limit = new MismatchRateLimit(misses, window, clock);
  }

  /**
   * Checks whether name and number belong together; throws what {@link Gateway#call} throws.
   *
   * @throws NotSentException with {@code LIMITED}: too many for this number, or for this name with
   *     numbers like it, did not match
   */
  public CheckedIdentity check(IdentityCheck check) {
    MismatchRateLimit.Guess guess = limit.take(check.idNumber().reveal(), check.name().reveal());
    if (guess == null) {
      throw GatewayErrors.notSent(
          new Call("identity.check", "local", 0),
          NotSentException.Reason.LIMITED,
          "too many checks of one person did not match; try again in " + limit.window(),
          null);
    }
    boolean missed = false;
    try {
      CheckedIdentity checked =
          gateway.call(
              GovRequest.query("identity.check", "identity/checks", check, CheckedIdentity.class));
      missed = !checked.matches();
      return checked;
    } finally {
      if (!missed) {
        limit.returnToAuthor(guess);
      }
    }
  }
}
