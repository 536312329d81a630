package io.yiwang.internal;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import okhttp3.Connection;
import org.jspecify.annotations.Nullable;

/**
 * Remembers when each connection of the pool was last used, and finds out whether the peer has
 * closed one since. Thread-safe.
 */
final class KeptConnections {
  /** Hardly any peer closes a connection sooner, and checking one takes a millisecond. */
  static final Duration SHORT_IDLE = Duration.ofMillis(250);

  private final Duration shortIdle;

  /** When each connection was last acquired or released; a new one is missing here. */
  private final Map<Connection, Long> lastUsed = Collections.synchronizedMap(new WeakHashMap<>());

  /**
   * Creates an empty memory.
   *
   * @param shortIdle how long a connection may be idle and be used again without a check
   */
  KeptConnections(Duration shortIdle) {
    this.shortIdle = shortIdle;
  }

  /** Returns the {@link System#nanoTime} of a connection's last use; null for a new one. */
  @Nullable Long acquired(Connection connection) {
    // With HTTP/2 other calls may be using it at this moment: it is not new then, either.
    return lastUsed.putIfAbsent(connection, System.nanoTime());
  }

  void released(Connection connection) {
    lastUsed.put(connection, System.nanoTime());
  }

  /** Returns whether the peer has closed a connection that has been idle since that time. */
  boolean isClosed(Connection connection, long idleSince) {
    return System.nanoTime() - idleSince >= shortIdle.toNanos() && isEnded(connection.socket());
  }

  /** Returns whether there is anything to read before a request: the end, or a stray answer. */
  private static boolean isEnded(Socket socket) {
    try {
      int timeout = socket.getSoTimeout();
      socket.setSoTimeout(1);
      try {
        socket.getInputStream().read();
        return true;
      } catch (SocketTimeoutException e) {
        return false;
      } finally {
        socket.setSoTimeout(timeout);
      }
    } catch (IOException e) {
      return true;
    }
  }
}
