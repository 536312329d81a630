package io.yiwang.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards bytes between a client and a server in both directions, as a firewall does, and can
 * forget its connections: then nothing passes through them any more, and neither side is notified.
 */
final class Forwarder implements AutoCloseable {
  private final class Connection {
    final Socket client;
    final Socket server;
    volatile boolean forgotten;

    Connection(Socket client) throws IOException {
      this.client = client;
      server = new Socket(InetAddress.getLoopbackAddress(), port);
      start(() -> hand(client, server));
      start(() -> hand(server, client));
    }

    private void hand(Socket from, Socket to) {
      try {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] bytes = new byte[8192];
        for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
          if (!forgotten) {
            out.write(bytes, 0, length);
          }
        }
        if (!forgotten) {
          to.shutdownOutput();
        }
      } catch (IOException e) {
        if (!forgotten) {
          close();
        }
      }
    }

    void close() {
      open.remove(this);
      try {
        client.close();
        server.close();
      } catch (IOException e) {
        // They are closed anyway.
      }
    }
  }

  private final int port;
  private final ServerSocket listening;
  private final Set<Connection> open = ConcurrentHashMap.newKeySet();

  Forwarder(int port) {
    this.port = port;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start(this::accept);
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        open.add(new Connection(listening.accept()));
      } catch (IOException e) {
        return; // Closed.
      }
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "forwarder");
    thread.setDaemon(true);
    thread.start();
  }

  String authority() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  /** Makes all open connections fall silent. New ones are served. */
  void forgetConnections() {
    open.forEach(connection -> connection.forgotten = true);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    open.forEach(Connection::close);
  }
}
