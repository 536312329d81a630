package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers every GET with {@link Guide#json}, signed as the first segment of the path says. HTTP/1.1
 * on the loopback with connections kept, one thread each, and nothing more, so that what is
 * measured is the client. It signs whoever asks, and checks nobody's signature.
 */
final class AnswerServer implements AutoCloseable {
  private static final String BINDING = "igs=";

  private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final byte[] body = Guide.json();
  private final Map<String, Stamp> stamps;

  AnswerServer(Map<String, Stamp> stamps) throws IOException {
    this.stamps = stamps;
    start("accept", this::accept);
  }

  int port() {
    return listening.getLocalPort();
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
                // The other side has gone, or this one has been closed: either way the end.
              }
            },
            "answer-server-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() throws IOException {
    while (true) {
      Socket socket = listening.accept();
      start("connection", () -> serve(socket));
    }
  }

  private void serve(Socket socket) throws IOException {
    try (socket;
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream()) {
      socket.setTcpNoDelay(true);
      while (true) {
        out.write(answer(line(in), requestSignature(in)));
      }
    }
  }

  private byte[] answer(String requestLine, @Nullable String requestSignature) throws IOException {
    String[] segments = requestLine.split("/", 3);
    Stamp stamp = segments.length < 3 ? null : stamps.get(segments[1]);
    if (stamp == null) {
      return "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1);
    }
    try {
      String head =
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
              + body.length
              + "\r\n"
              + stamp.headers(body, requestSignature)
              + "\r\n";
      ByteArrayOutputStream whole = new ByteArrayOutputStream(head.length() + body.length);
      whole.writeBytes(head.getBytes(ISO_8859_1));
      whole.writeBytes(body);
      return whole.toByteArray();
    } catch (GeneralSecurityException e) {
      throw new IOException("the answer could not be signed", e);
    }
  }

  /** Reads the headers to their end; gives the signature that the answer is to be bound to. */
  private static @Nullable String requestSignature(InputStream in) throws IOException {
    String signature = null;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.toLowerCase(Locale.ROOT).startsWith("signature: " + BINDING)) {
        signature = line.substring("signature: ".length() + BINDING.length());
      }
    }
    return signature;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(128);
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
