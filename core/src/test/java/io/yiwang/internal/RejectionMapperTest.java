package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.yiwang.GovException;
import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import io.yiwang.NoContent;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.OutcomeUnknownException.Reason;
import io.yiwang.ProblemMembers;
import io.yiwang.RejectedException;
import io.yiwang.RejectedException.Problem;
import io.yiwang.internal.ReplyReader.Rejection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RejectionMapperTest {
  private static final GovRequest<NoContent> COMMAND =
      GovRequest.command("fine.hold", "payments", NoContent.class);
  private static final GovRequest<NoContent> QUERY =
      GovRequest.query("fine.payment", "payments", NoContent.class);

  @ParameterizedTest
  @CsvSource({
    "401, KEY_REVOKED, REJECTED_BEFORE_PROCESSING",
    "403, SCOPE_REFUSED, REJECTED_BEFORE_PROCESSING",
    "429, RATE_LIMITED, REJECTED_BEFORE_PROCESSING",
    "503, MAINTENANCE, REJECTED_BEFORE_PROCESSING",
    "503, DAY_END_CLOSED, REJECTED_BEFORE_PROCESSING",
    "500, INTERNAL, GATEWAY_FAILED",
    "409, REQUEST_IN_PROGRESS, IN_PROGRESS"
  })
  void of_commandInDoubtRejectedBeforeProcessing_isUnknown(int status, String code, Reason reason) {
    var e = assertInstanceOf(OutcomeUnknownException.class, verdict(COMMAND, true, status, code));

    assertEquals(reason, e.reason());
    assertEquals(COMMAND.idempotencyKey(), e.idempotencyKey().orElseThrow());
    assertEquals(Optional.of("t1"), e.traceId());
  }

  @ParameterizedTest
  @CsvSource({"404, PENALTY_NOT_FOUND", "409, DECISION_PAID", "422, IDEMPOTENCY_KEY_REUSED"})
  void of_commandInDoubtRejectedAfterProcessing_isARejection(int status, String code) {
    var e = assertInstanceOf(RejectedException.class, verdict(COMMAND, true, status, code));

    assertEquals(code, e.code());
    assertEquals(false, e.rejectedBeforeProcessing());
  }

  @ParameterizedTest
  @CsvSource({"401, KEY_REVOKED", "429, RATE_LIMITED", "503, MAINTENANCE"})
  void of_commandNotInDoubtRejectedBeforeProcessing_isARejection(int status, String code) {
    var e = assertInstanceOf(RejectedException.class, verdict(COMMAND, false, status, code));

    assertEquals(true, e.rejectedBeforeProcessing());
  }

  @ParameterizedTest
  @CsvSource({"500, INTERNAL", "409, REQUEST_IN_PROGRESS", "429, RATE_LIMITED"})
  void of_query_isAlwaysARejection(int status, String code) {
    assertInstanceOf(RejectedException.class, verdict(QUERY, true, status, code));
  }

  private static GovException verdict(
      GovRequest<?> request, boolean inDoubt, int status, String code) {
    ProblemMembers none =
        new ProblemMembers() {
          @Override
          public <M> @Nullable M read(String name, Class<M> type) {
            return null;
          }
        };
    var problem = new Problem(status, code, null, null, "t1", List.of(), null);
    return RejectionMapper.of(
        request, new Call(request.operation(), "r1", 2), inDoubt, new Rejection(problem, none));
  }
}
