package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class CallbackControlsTest {
  @Test
  void deliver_answerNeverEnds_returns(GovSandbox sandbox) throws Exception {
    try (ServerSocket platform = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread answering =
          new Thread(
              () -> {
                try {
                  Socket socket = platform.accept();
                  socket.getInputStream().read(new byte[8192]);
                  socket
                      .getOutputStream()
                      .write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx".getBytes(UTF_8));
                } catch (java.io.IOException e) {
                  // The test is over.
                }
              });
      answering.setDaemon(true);
      answering.start();
      CallbackControls callbacks = sandbox.callbackControls();
      callbacks.deliverTo(URI.create("http://127.0.0.1:" + platform.getLocalPort()));
      sandbox.rotateKeys();

      assertEquals(1, callbacks.deliver().size());
    }
  }

  @Test
  void deliverTo_urlWithoutScheme_isRefused(GovSandbox sandbox) {
    assertThrows(
        IllegalArgumentException.class,
        () -> sandbox.callbackControls().deliverTo(URI.create("//127.0.0.1/callbacks")));
  }
}
