package io.yiwang.internal;

import io.yiwang.GatewayErrors;
import io.yiwang.GovException;
import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.OutcomeUnknownException.Reason;
import io.yiwang.RejectedException;
import io.yiwang.internal.ReplyReader.Rejection;

/**
 * Decides what a verified answer that is not a success means to the caller.
 *
 * <p>For a query it is a rejection. For a command it is a rejection too, unless the gateway failed
 * while processing it or is still processing it. If an earlier attempt of the command is in doubt,
 * only an answer that the gateway gave after looking at the idempotency key covers that attempt as
 * well; a rejection before processing leaves it in doubt.
 */
final class RejectionMapper {
  private RejectionMapper() {}

  static GovException of(GovRequest<?> request, Call call, boolean inDoubt, Rejection rejection) {
    RejectedException rejected =
        GatewayErrors.rejected(call, rejection.problem(), rejection.members());
    if (request.kind() == GovRequest.Kind.QUERY) {
      return rejected;
    }
    int status = rejection.problem().status();
    if (rejected.hasCode("REQUEST_IN_PROGRESS")) {
      return unknown(
          request, call, rejected, Reason.IN_PROGRESS, "the gateway is still working on it");
    }
    if (status >= 500 && status != 503) {
      return unknown(
          request,
          call,
          rejected,
          Reason.GATEWAY_FAILED,
          "the gateway failed with " + rejected.code());
    }
    if (inDoubt && rejected.rejectedBeforeProcessing()) {
      return unknown(
          request,
          call,
          rejected,
          Reason.REJECTED_BEFORE_PROCESSING,
          "an earlier attempt got no answer, and a repeat was rejected before processing with "
              + rejected.code());
    }
    return rejected;
  }

  private static OutcomeUnknownException unknown(
      GovRequest<?> request, Call call, RejectedException rejected, Reason reason, String text) {
    return GatewayErrors.outcomeUnknown(
        call, reason, text, request.idempotencyKey(), rejected.traceId().orElse(null), null);
  }
}
