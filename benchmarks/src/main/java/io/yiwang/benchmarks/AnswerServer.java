package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Answers every GET with {@link Guide#json}, signed by the scheme in the first segment of the path.
 * It speaks minimal HTTP/1.1 on the loopback, with persistent connections and one thread for each,
 * so that the client dominates the measurement. It answers everybody and verifies no signature.
 */
final class AnswerServer implements AutoCloseable {
  private static final String END = "\r\n\r\n";

  /** The header in the form in which the client and OkHttp write it. */
  private static final String SIGNATURE = "\r\nsignature: igs=";

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final byte[] body = Guide.json();
  private final Map<String, AnswerSigner> signers;
  private final AtomicInteger accepted = new AtomicInteger();

  AnswerServer(Map<String, AnswerSigner> signers) throws IOException {
    this.signers = signers;
    start("accept", this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /** Returns how many connections were ever accepted. */
  int accepted() {
    return accepted.get();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }

  private interface Work {
    void run() throws IOException;
  }

  private static void start(String name, Work work) {
    Thread thread =
        new Thread(
            () -> {
              try {
                work.run();
              } catch (IOException e) {
                // The client has gone, or this server has been closed.
              }
            },
            "answer-server-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket socket = listening.accept();
      accepted.incrementAndGet();
      start("connection", () -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    try (socket;
        InputStream in = socket.getInputStream();
        OutputStream out = socket.getOutputStream()) {
      socket.setTcpNoDelay(true);
      byte[] buffer = new byte[16 << 10];
      while (true) {
        String head = head(in, buffer);
        out.write(answer(head.substring(0, head.indexOf('\r')), requestSignature(head)));
      }
    }
  }

  private byte[] answer(String requestLine, @Nullable String requestSignature) throws IOException {
    String[] segments = requestLine.split("/", 3);
    AnswerSigner signer = segments.length < 3 ? null : signers.get(segments[1]);
    if (signer == null) {
      return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);
    }
    try {
      String head =
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length
              + "\r\n"
              + signer.headers(body, requestSignature)
              + "\r\n";
      ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length() + body.length);
      whole.writeBytes(head.getBytes(ISO_8859_1));
      whole.writeBytes(body);
      return whole.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IOException("the answer could not be signed", e);
    }
  }

  /** Reads a request without a body. */
  private static String head(InputStream in, byte[] buffer) throws IOException {
    int length = 0;
    while (length < 4 || !END.equals(new String(buffer, length - 4, 4, ISO_8859_1))) {
      int more = in.read(buffer, length, buffer.length - length);
      if (more <= 0) {
        throw new EOFException();
      }
      length += more;
    }
    return new String(buffer, 0, length, ISO_8859_1);
  }

  /** Returns the signature to which the answer must be bound. */
  private static @Nullable String requestSignature(String head) {
    int at = head.indexOf(SIGNATURE);
    return at < 0
        ? null
        : head.substring(at + SIGNATURE.length(), head.indexOf('\r', at + SIGNATURE.length()));
  }
}
