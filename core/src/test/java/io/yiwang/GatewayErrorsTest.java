package io.yiwang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovException.Call;
import io.yiwang.RejectedException.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GatewayErrorsTest {
  private static final Call CALL = new Call("fine.pay", "8f1c", 1);
  private static final ProblemMembers NONE =
      new ProblemMembers() {
        @Override
        public <M> @Nullable M read(String name, Class<M> type) {
          return null;
        }
      };

  private static Problem problem(int status) {
    return new Problem(status, "BUSY", null, null, null, List.of(), null);
  }

  @Test
  void rejected_igsStatus_decidesBeforeProcessing() {
    assertTrue(GatewayErrors.rejected(CALL, problem(429), NONE).rejectedBeforeProcessing());
    assertFalse(GatewayErrors.rejected(CALL, problem(409), NONE).rejectedBeforeProcessing());
  }

  @Test
  void rejected_anotherWireFormat_decidesBeforeProcessingItself() {
    assertTrue(GatewayErrors.rejected(CALL, problem(200), NONE, true).rejectedBeforeProcessing());
    assertFalse(GatewayErrors.rejected(CALL, problem(503), NONE, false).rejectedBeforeProcessing());
  }

  @Test
  void notSent_unsupportedOperation_namesTheReason() {
    NotSentException e =
        GatewayErrors.notSent(
            CALL, NotSentException.Reason.UNSUPPORTED, "this gateway takes no payments", null);

    assertEquals(
        "fine.pay: not sent, this gateway takes no payments [requestId=8f1c]", e.getMessage());
    assertFalse(e.sent());
  }

  @Test
  void supports_defaultAndNamedGateway_asksTheGateway() {
    Gateway all =
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            throw new AssertionError("nothing is called");
          }
        };
    Gateway some =
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            throw new AssertionError("nothing is called");
          }

          @Override
          public boolean supports(String operation) {
            return operation.startsWith("catalog.");
          }
        };

    assertTrue(Gateway.of("a", all).supports("fine.pay"));
    assertTrue(Gateway.of("a", some).supports("catalog.guide"));
    assertFalse(Gateway.of("a", some).supports("fine.pay"));
  }
}
