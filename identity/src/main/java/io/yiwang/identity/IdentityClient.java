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
 * Asks the register whether a name and a number belong together. Thread-safe; use one instance for
 * all callers, because each instance has its own limit against guessing.
 *
 * <p>For one number, only a limited number of mismatches is allowed within a window of time,
 * whatever the name and however both are written. For one name, four times as many are allowed with
 * numbers that differ only in digits that masked documents hide. Only an answer that says mismatch
 * counts: a call without an answer reveals nothing, and a gateway that is down must not lock people
 * out. The limit holds within this process; a platform with several processes needs its own.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 5"
 */
public class IdentityClient {
  /** Lists the operation that this client calls, for those who write another {@link Gateway}. */
  public static final List<Operation> OPERATIONS =
      List.of(
          Operation.query(
              "identity.check",
              "identity/checks",
              IdentityCheck.class,
              Answer.OBJECT,
              CheckedIdentity.class));

  private static final int MISMATCHES = 5;
  private static final Duration WINDOW = Duration.ofHours(1);

  private final Gateway gateway;
  private final MismatchRateLimit limit;

  /** Makes a client of a gateway that has a sealer, with a limit of 5 mismatches an hour. */
  public IdentityClient(Gateway gateway) {
    this(gateway, MISMATCHES, WINDOW, Clock.systemUTC());
  }

  /**
   * Makes a client with another limit.
   *
   * @param mismatches how many mismatches are allowed for one number within {@code window}, 1 or
   *     more
   */
  public IdentityClient(Gateway gateway, int mismatches, Duration window, Clock clock) {
    this.gateway = gateway;
    this.limit = new MismatchRateLimit(mismatches, window, clock);
  }

  /**
   * Checks whether a name and a number belong together. Throws what {@link Gateway#call} throws.
   *
   * @throws NotSentException with {@code LIMITED} after too many mismatches for this number, or for
   *     this name with similar numbers
   */
  public CheckedIdentity check(IdentityCheck check) {
    MismatchRateLimit.Permit permit =
        limit.tryAcquire(check.idNumber().reveal(), check.name().reveal());
    if (permit == null) {
      throw GatewayErrors.notSent(
          new Call("identity.check", "local", 0),
          NotSentException.Reason.LIMITED,
          "too many checks of one person did not match; try again in " + limit.window(),
          null);
    }
    boolean mismatched = false;
    try {
      CheckedIdentity checked =
          gateway.call(
              GovRequest.query("identity.check", "identity/checks", check, CheckedIdentity.class));
      mismatched = !checked.matches();
      return checked;
    } finally {
      if (!mismatched) {
        limit.release(permit);
      }
    }
  }
}
