package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Forwards the calls of a client to the gateway, one for each connection, and flips one bit of the
 * request or of the answer.
 */
final class TamperingProxy implements AutoCloseable {
  /** The part of an exchange in which a bit is flipped. */
  enum Side {
    REQUEST,
    ANSWER
  }

  private final ServerSocket server;
  private final URI gateway;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile Side side = Side.ANSWER;
  private volatile int bit = -1;
  private volatile byte[] request = {};
  private volatile byte[] answer = {};

  TamperingProxy(URI gateway) throws IOException {
    this.gateway = gateway;
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getLocalPort() + gateway.getPath());
  }

  /** Chooses the bit that is flipped in all later exchanges; -1 flips none. */
  void flip(Side which, int number) {
    side = which;
    bit = number;
  }

  /** Returns the last request or answer as it was before the flip. */
  byte[] bytes(Side which) {
    return which == Side.REQUEST ? request : answer;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        threads.execute(() -> exchange(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void exchange(Socket client) {
    try (client;
        Socket upstream = new Socket(gateway.getHost(), gateway.getPort())) {
      byte[] fromClient = message(client.getInputStream());
      if (fromClient.length == 0) {
        return;
      }
      request = fromClient;
      upstream.getOutputStream().write(tampered(fromClient, Side.REQUEST));
      upstream.getOutputStream().flush();
      // Ends a request whose announced length has grown.
      upstream.shutdownOutput();
      byte[] fromGateway = closing(message(upstream.getInputStream()));
      answer = fromGateway;
      OutputStream out = client.getOutputStream();
      out.write(tampered(fromGateway, Side.ANSWER));
      out.flush();
    } catch (SocketException e) {
      // One of them has closed the connection.
      return;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] tampered(byte[] message, Side which) {
    if (bit < 0 || side != which || bit / 8 >= message.length) {
      return message;
    }
    byte[] changed = message.clone();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return changed;
  }

  /** Adds an unsigned header that announces the end of the connection. */
  private static byte[] closing(byte[] message) {
    String text = new String(message, ISO_8859_1);
    return text.replaceFirst("\r\n", "\r\nConnection: close\r\n").getBytes(ISO_8859_1);
  }

  /** Reads head and body, or as much as there is if the sender ends early. */
  private static byte[] message(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (!endsWith(text, 0, "\r\n\r\n") && copied(in, text)) {
      // Until the head is whole.
    }
    int body = text.length();
    String head = text.toString().toLowerCase(Locale.ROOT);
    String length = header(head, "content-length");
    if (length != null) {
      for (int left = Integer.parseInt(length); left > 0 && copied(in, text); left--) {
        // One byte after another.
      }
    } else if (header(head, "transfer-encoding") != null) {
      while (!endsWith(text, body, "0\r\n\r\n") && copied(in, text)) {
        // Until the last chunk.
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  private static boolean copied(InputStream in, StringBuilder into) throws IOException {
    int next = in.read();
    if (next >= 0) {
      into.append((char) next);
    }
    return next >= 0;
  }

  private static boolean endsWith(StringBuilder text, int from, String end) {
    int at = text.length() - end.length();
    return at >= from && text.indexOf(end, at) == at;
  }

  private static @Nullable String header(String head, String name) {
    for (String line : head.split("\r\n")) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
