package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;

/** Sends requests that a client would not send. */
final class RawHttp {
  private RawHttp() {}

  /** Returns the whole answer to a request of a method, a target and headers. */
  static String send(GovSandbox sandbox, String head, byte[] body) throws Exception {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), sandbox.endpoint().getPort())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          (head.replace("\n", "\r\n")
                  + "\r\nHost: 127.0.0.1:"
                  + sandbox.endpoint().getPort()
                  + "\r\nConnection: close\r\nContent-Length: "
                  + body.length
                  + "\r\n\r\n")
              .getBytes(UTF_8));
      out.write(body);
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
