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
 * What a verified answer that is not a success means to the caller.
 *
 * <p>To a query, and to a command that has not left before: no, unless the gateway failed in the
 * middle or is still at work. To a command of which an earlier attempt is in doubt, only an answer
 * from behind the idempotency key speaks of that attempt too; one from the door does not.
 */
final class RejectionMapper {
  private RejectionMapper() {}

  static GovException of(GovRequest<?> request, Call call, boolean inDoubt, Rejection rejection) {
    RejectedException no = GatewayErrors.rejected(call, rejection.problem(), rejection.members());
    if (request.kind() == GovRequest.Kind.QUERY) {
      return no;
    }
    int status = rejection.problem().status();
    if (no.hasCode("REQUEST_IN_PROGRESS")) {
      return unknown(request, call, no, Reason.IN_PROGRESS, "the gateway is still working on it");
    }
    if (status >= 500 && status != 503) {
      return unknown(
          request, call, no, Reason.GATEWAY_FAILED, "the gateway failed with " + no.code());
    }
    if (inDoubt && no.rejectedBeforeProcessing()) {
      return unknown(
          request,
          call,
          no,
          Reason.REJECTED_BEFORE_PROCESSING,
          "an earlier attempt got no answer, and a repeat was rejected before processing with "
              + no.code());
    }
    return no;
  }

  private static OutcomeUnknownException unknown(
      GovRequest<?> request, Call call, RejectedException no, Reason reason, String text) {
    return GatewayErrors.outcomeUnknown(
        call, reason, text, request.idempotencyKey(), no.traceId().orElse(null), null);
  }
}
