package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.WorkerListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ApplicationCodeTest {
  private final List<WorkerListener.ApplicationFailed> failed = new ArrayList<>();

  private ApplicationCode application(Runnable onRoundFailed) {
    return new ApplicationCode(
        new WorkerListener() {
          @Override
          public void roundFailed(Throwable failure) {
            onRoundFailed.run();
          }

          @Override
          public void applicationFailed(ApplicationFailed what) {
            failed.add(what);
          }
        },
        LoggerFactory.getLogger(ApplicationCodeTest.class));
  }

  @Test
  void call_codeThatThrows_givesTheListenerItsException() {
    RuntimeException thrown = new IllegalStateException("the application's own");

    boolean returned =
        application(() -> {})
            .call(
                "FollowerListener.event",
                "id-1",
                () -> {
                  throw thrown;
                });

    assertFalse(returned);
    assertEquals("FollowerListener.event", failed.get(0).method());
    assertEquals("id-1", failed.get(0).id());
    assertSame(thrown, failed.get(0).cause());
  }

  /** Code in Kotlin throws checked exceptions without a word. */
  @Test
  void call_codeThatThrowsACheckedException_givesTheListenerIt() {
    IOException thrown = new IOException("the application's own");

    boolean returned =
        application(() -> {})
            .call("OutboxListener.delivered", "id-1", () -> ApplicationCodeTest.sneakily(thrown));

    assertFalse(returned);
    assertSame(thrown, failed.get(0).cause());
  }

  @Test
  void call_codeThatIsInterrupted_leavesTheThreadInterrupted() {
    InterruptedException thrown = new InterruptedException();

    application(() -> {})
        .call("PayerCharge.charge", "W1", () -> ApplicationCodeTest.sneakily(thrown));

    assertTrue(Thread.interrupted());
    assertSame(thrown, failed.get(0).cause());
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneakily(Throwable thrown) throws E {
    throw (E) thrown;
  }

  @Test
  void call_error_goesToTheRoundThatCalled() {
    assertThrows(
        AssertionError.class,
        () ->
            application(() -> {})
                .call(
                    "FollowerListener.event",
                    null,
                    () -> {
                      throw new AssertionError();
                    }));
  }

  @Test
  void roundFailed_listenerThatThrowsAnError_returns() {
    application(
            () -> {
              throw new AssertionError();
            })
        .roundFailed(new IllegalStateException());

    assertEquals(List.of(), failed);
  }
}
