package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import okhttp3.Connection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeptConnectionsTest {
  private final ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  private final Socket socket =
      new Socket(InetAddress.getLoopbackAddress(), listening.getLocalPort());
  private final Socket peer = listening.accept();
  private final Connection connection =
      (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "socket" -> socket;
                    case "hashCode" -> 1;
                    case "equals" -> self == arguments[0];
                    default -> throw new AssertionError(method.getName());
                  });
  private final KeptConnections connections = new KeptConnections(Duration.ZERO);

  KeptConnectionsTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    socket.close();
    peer.close();
    listening.close();
  }

  @Test
  void acquired_newConnection_hasNoLastUse() {
    assertNull(connections.acquired(connection));
  }

  @Test
  void acquired_releasedConnection_hasTheTimeOfItsRelease() {
    connections.acquired(connection);
    long before = System.nanoTime();
    connections.released(connection);

    Long lastUse = connections.acquired(connection);

    assertNotNull(lastUse);
    assertTrue(lastUse >= before && lastUse <= System.nanoTime());
  }

  @Test
  void isClosed_openConnection_isFalse() {
    assertFalse(connections.isClosed(connection, System.nanoTime()));
  }

  @Test
  void isClosed_closedByThePeer_isTrue() throws IOException {
    peer.close();

    assertTrue(connections.isClosed(connection, System.nanoTime()));
  }

  @Test
  void isClosed_strayBytesOfThePeer_isTrue() throws IOException {
    peer.getOutputStream().write('H');

    assertTrue(connections.isClosed(connection, System.nanoTime()));
  }

  @Test
  void isClosed_idleForAShortTime_isNotChecked() throws IOException {
    peer.close();

    assertFalse(new KeptConnections(Duration.ofHours(1)).isClosed(connection, System.nanoTime()));
  }
}
