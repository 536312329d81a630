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
import java.util.ServiceConfigurationError;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
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
  void call_codeThatThrows_reportsItsExceptionToTheListener() {
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

  /** Checks an undeclared checked exception, which code in Kotlin may throw. */
  @Test
  void call_undeclaredCheckedException_isReportedToTheListener() {
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

  static Stream<Error> errorsOfAnApplication() {
    return Stream.of(
        new NoClassDefFoundError("com/example/wallet/Answer"),
        new NoSuchMethodError("pay"),
        new ExceptionInInitializerError("a static field"),
        new AssertionError("unreachable"),
        new StackOverflowError(),
        new ServiceConfigurationError("no provider"),
        new Error("TODO of Kotlin"));
  }

  @ParameterizedTest
  @MethodSource("errorsOfAnApplication")
  void call_errorOfTheApplication_isReportedLikeAnException(Error thrown) {
    boolean returned =
        application(() -> {})
            .call(
                "FollowerListener.event",
                "id-1",
                () -> {
                  throw thrown;
                });

    assertFalse(returned);
    assertSame(thrown, failed.get(0).cause());
  }

  @ParameterizedTest
  @ValueSource(classes = {OutOfMemoryError.class, InternalError.class, UnknownError.class})
  void call_fatalError_isRethrown(Class<? extends Error> type) throws ReflectiveOperationException {
    Error thrown = type.getConstructor().newInstance();

    assertSame(
        thrown,
        assertThrows(
            type,
            () ->
                application(() -> {})
                    .call(
                        "FollowerListener.event",
                        null,
                        () -> {
                          throw thrown;
                        })));
    assertEquals(List.of(), failed);
  }

  @Test
  void roundFailed_listenerThatThrowsAnError_returns() {
    AssertionError thrown = new AssertionError();
    application(
            () -> {
              throw thrown;
            })
        .roundFailed(new IllegalStateException());
    application(
            () -> {
              throw new InternalError();
            })
        .roundFailed(new IllegalStateException());

    assertEquals(List.of(thrown), failed.stream().map(it -> it.cause()).toList());
  }
}
