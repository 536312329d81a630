package io.yiwang.payments.cashier;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovRequest;
import io.yiwang.ProblemMembers;
import io.yiwang.RejectedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Passes calls to a gateway, and interferes with those of one operation.
 *
 * @param event is run before the call
 * @param rejection is thrown in place of the answer, if given
 * @param callsFirst whether the call is made before the rejection is thrown
 */
record InterceptingGateway(
    Gateway gateway,
    String operation,
    Runnable event,
    @Nullable RejectedException rejection,
    boolean callsFirst)
    implements Gateway {
  /** Returns a gateway before whose calls of one operation an event happens. */
  static Gateway before(Gateway gateway, String operation, Runnable event) {
    return new InterceptingGateway(gateway, operation, event, null, true);
  }

  /** Returns a gateway that rejects one operation without processing it. */
  static Gateway refusing(Gateway gateway, String operation, String code, int status) {
    return new InterceptingGateway(
        gateway, operation, () -> {}, rejection(operation, code, status), false);
  }

  /** Returns a gateway that processes one operation and rejects it nevertheless. */
  static Gateway refusingAfterwards(Gateway gateway, String operation, String code, int status) {
    return new InterceptingGateway(
        gateway, operation, () -> {}, rejection(operation, code, status), true);
  }

  @Override
  public <T> T call(GovRequest<T> request) {
    if (!request.operation().equals(operation)) {
      return gateway.call(request);
    }
    event.run();
    if (rejection == null) {
      return gateway.call(request);
    }
    if (callsFirst) {
      gateway.call(request);
    }
    throw rejection;
  }

  /** Makes a rejection without any members. */
  static RejectedException rejection(String operation, String code, int status) {
    return GatewayErrors.rejected(
        new GovException.Call(operation, "r1", 1),
        new RejectedException.Problem(status, code, null, null, null, List.of(), null),
        new ProblemMembers() {
          @Override
          public <M> @Nullable M read(String name, Class<M> type) {
            return null;
          }
        });
  }
}
