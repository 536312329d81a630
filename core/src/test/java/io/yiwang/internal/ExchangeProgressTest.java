package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.junit.jupiter.api.Test;

class ExchangeProgressTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  /** Checks that no version of the library can send the bytes of a request twice. */
  @Test
  void intercept_secondPass_isRefusedBeforeAnythingIsSent() throws IOException {
    ExchangeProgress progress =
        new ExchangeProgress(
            System.nanoTime() + LONG.toNanos(), LONG, LONG, new KeptConnections(Duration.ZERO));
    Request request = new Request.Builder().url("http://localhost/").build();
    int[] sent = {0};
    Interceptor.Chain chain =
        (Interceptor.Chain)
            Proxy.newProxyInstance(
                Interceptor.Chain.class.getClassLoader(),
                new Class<?>[] {Interceptor.Chain.class},
                (self, method, arguments) ->
                    switch (method.getName()) {
                      case "request" -> request;
                      case "connection" -> null;
                      case "proceed" -> {
                        sent[0]++;
                        yield new Response.Builder()
                            .request(request)
                            .protocol(Protocol.HTTP_1_1)
                            .code(503)
                            .message("X")
                            .header("retry-after", "0")
                            .build();
                      }
                      default -> throw new AssertionError(method.getName());
                    });

    assertNull(progress.intercept(chain).header("retry-after"), "so that nobody acts on it");
    IOException e = assertThrows(IOException.class, () -> progress.intercept(chain));

    assertEquals("a signed request must not be sent twice", e.getMessage());
    assertEquals(1, sent[0]);
  }
}
