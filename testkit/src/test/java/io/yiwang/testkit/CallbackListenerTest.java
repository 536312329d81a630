package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CallbackListenerTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @Test
  void take_tooManyDeliveries_areRefused() throws Exception {
    try (CallbackListener listener = new CallbackListener(ANY_PORT)) {
      URI url = URI.create("http://127.0.0.1:" + listener.address().getPort() + "/x");
      HttpClient client = HttpClient.newHttpClient();
      byte[] junk = new byte[1 << 20];
      int last = 0;
      for (int i = 0; i < 70; i++) {
        last =
            client
                .send(
                    HttpRequest.newBuilder(url)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(junk))
                        .build(),
                    BodyHandlers.discarding())
                .statusCode();
      }

      assertEquals(503, last);
      assertEquals(64, listener.deliveries().size());
    }
  }
}
