package io.yiwang;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of this machine at which nobody listens. It is bound until it is let go, so that no server
 * of another test can get it meanwhile.
 */
public final class ClosedPort implements AutoCloseable {
  private final Socket bound = new Socket();

  /** Any free port. */
  public ClosedPort() throws IOException {
    this(0);
  }

  /** That port, which a server has just let go. */
  public ClosedPort(int port) throws IOException {
    bound.setReuseAddress(true);
    bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
  }

  /** Its number. */
  public int number() {
    return bound.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    bound.close();
  }
}
