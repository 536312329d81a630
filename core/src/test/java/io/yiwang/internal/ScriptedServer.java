package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.yiwang.ClosedPort;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A server on a free port of this machine that answers each request with the next step of its
 * script, on whatever connection it comes, and records what it received. A request beyond the
 * script is recorded, and its connection is closed.
 */
final class ScriptedServer implements AutoCloseable {
  /**
   * A request as it was received.
   *
   * @param line the request line
   * @param headers the headers by lower-case name
   * @param connection the number of the connection on which it came, from 1
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
  record Received(String line, Map<String, String> headers, byte[] body, int connection) {
    String header(String name) {
      return headers.getOrDefault(name, "");
    }

    /** Returns the serialised member {@code igs} of the Signature header. */
    String signature() {
      return header("signature").replaceFirst("^igs=", "");
    }
  }

  /** Answers one request. */
  @FunctionalInterface
  interface Step {
    /** Answers a request, and returns whether the connection stays open. */
    boolean serve(Received request, Socket socket) throws IOException;
  }

  private final ServerSocket listening;
  private final Thread accepting;
  private final Queue<Step> script;
  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Throwable failure;
  private volatile @Nullable ClosedPort closed;

  ScriptedServer(Step... script) {
    this.script = new ConcurrentLinkedQueue<>(List.of(script));
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    accepting = start(this::accept);
  }

  /** Appends a step to the script. */
  void then(Step... steps) {
    script.addAll(List.of(steps));
  }

  /** Returns a step that answers and keeps the connection. */
  static Step answer(int status, String... headers) {
    Map<String, String> byName = new TreeMap<>();
    for (int i = 0; i < headers.length; i += 2) {
      byName.put(headers[i], headers[i + 1]);
    }
    return reply(new RawReply(status, byName, new byte[0]));
  }

  /** Returns a step that answers and keeps the connection. */
  static Step reply(RawReply reply) {
    return (request, socket) -> {
      write(socket, reply);
      return true;
    };
  }

  /** Returns a step that signs an answer to the request. */
  static Step signed(Answer answer) {
    return (request, socket) -> {
      write(socket, answer.to(request.signature()));
      return true;
    };
  }

  /** Returns a step that writes bytes and closes the connection. */
  static Step raw(String text) {
    return (request, socket) -> {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      return false;
    };
  }

  /** Returns a step that closes the connection without an answer. */
  static Step hangUp() {
    return (request, socket) -> false;
  }

  /** Returns a step that writes bytes and stays silent until the client has gone. */
  static Step silenceAfter(String text) {
    return (request, socket) -> {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      while (socket.getInputStream().read() >= 0) {
        // Discards what comes.
      }
      return false;
    };
  }

  /** Returns a step that accepts no further connection and closes this one without an answer. */
  Step hangUpForGood() {
    return (request, socket) -> {
      listening.close();
      stopAccepting();
      // Otherwise a server of another test could get the port.
      closed = new ClosedPort(listening.getLocalPort());
      return false;
    };
  }

  /**
   * Returns a step that announces the whole answer, sends a part of its body, and closes the
   * connection.
   */
  static Step cutsAfter(int bytes, Answer answer) {
    return (request, socket) -> {
      byte[] message = message(answer.to(request.signature()));
      int head = message.length - answer.to(request.signature()).body().length;
      socket.getOutputStream().write(message, 0, head + bytes);
      return false;
    };
  }

  static void write(Socket socket, RawReply reply) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(message(reply));
    out.flush();
  }

  private static byte[] message(RawReply reply) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " X\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (reply.status() != 204 && reply.status() != 304) {
      head.append("content-length: " + reply.body().length + "\r\n");
    }
    message.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
    message.writeBytes(reply.body());
    return message.toByteArray();
  }

  int port() {
    return listening.getLocalPort();
  }

  String authority() {
    return "127.0.0.1:" + port();
  }

  /** Returns all requests so far, in order. */
  List<Received> received() {
    return received;
  }

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work, "scripted-server");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  /** Stops accepting. The system continues to listen while a thread is in accept. */
  private void stopAccepting() throws IOException {
    try {
      accepting.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private void accept() {
    for (int number = 1; !listening.isClosed(); number++) {
      try {
        Socket socket = listening.accept();
        open.add(socket);
        int connection = number;
        start(() -> serve(socket, connection));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private void serve(Socket socket, int connection) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (Received request = read(in, connection); request != null; ) {
        received.add(request);
        Step step = script.poll();
        if (step == null || !step.serve(request, socket)) {
          return;
        }
        request = read(in, connection);
      }
    } catch (IOException e) {
      // The client may go away at any time.
    } catch (RuntimeException | AssertionError e) {
      failure = e;
    } finally {
      open.remove(socket);
    }
  }

  private static @Nullable Received read(InputStream in, int connection) throws IOException {
    String line = line(in);
    if (line == null) {
      return null;
    }
    Map<String, String> headers = new TreeMap<>();
    for (String header = line(in); header != null && !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.merge(
          header.substring(0, colon).toLowerCase(Locale.ROOT),
          header.substring(colon + 1).trim(),
          (first, next) -> first + " AND " + next);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Received(line, headers, in.readNBytes(length), connection);
  }

  private static @Nullable String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n') {
        return line.toString();
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return null;
  }

  /** Closes the server, and fails if a step has failed. */
  @Override
  public void close() throws IOException {
    listening.close();
    if (closed != null) {
      closed.close();
    }
    for (Socket socket : open) {
      socket.close();
    }
    if (failure != null) {
      throw new AssertionError("a step of the script failed", failure);
    }
  }
}
