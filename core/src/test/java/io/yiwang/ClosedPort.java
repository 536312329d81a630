package io.yiwang;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of this machine on which nobody listens. It stays bound until it is closed, so that no
 * server of another test can get it meanwhile.
 */
public final class ClosedPort implements AutoCloseable {
  private final Socket bound = new Socket();

  /** Reserves any free port. */
  public ClosedPort() throws IOException {
    this(0);
  }

  /** Reserves a port that a server has just released. */
  public ClosedPort(int port) throws IOException {
    bound.setReuseAddress(true);
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Returns the number of the port. */
  public int number() {
    return bound.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
