package io.yiwang.internal;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import okhttp3.Dns;

/**
 * Looks up host names without exceeding the call's deadline. The JDK's own lookup has no timeout
 * and ignores interrupts, so it runs on a separate thread. Concurrent calls that need the same name
 * share one lookup.
 */
final class BoundedDns implements Dns {
  /** Looks up a name, as {@link InetAddress#getAllByName} does. */
  @FunctionalInterface
  interface Lookup {
    /** Returns all addresses of a host; may block for any length of time. */
    InetAddress[] all(String host) throws UnknownHostException;
  }

  private final Lookup system;
  private final LongSupplier nanosLeft;
  private final ConcurrentMap<String, FutureTask<List<InetAddress>>> inProgress =
      new ConcurrentHashMap<>();

  /**
   * Creates a resolver.
   *
   * @param nanosLeft returns how many nanoseconds the calling thread may wait
   */
  BoundedDns(Lookup system, LongSupplier nanosLeft) {
    this.system = system;
    this.nanosLeft = nanosLeft;
  }

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    FutureTask<List<InetAddress>> lookup = join(host);
    try {
      return lookup.get(Math.max(0, nanosLeft.getAsLong()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SilentNameServerException();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } catch (ExecutionException e) {
      UnknownHostException unknown = new UnknownHostException(host);
      unknown.initCause(e.getCause());
      throw unknown;
    }
  }

  /**
   * Returns the exception for an interrupted lookup; the caller checks its thread's flag, as after
   * any other blocking call.
   */
  private static UnknownHostException interrupted() {
    UnknownHostException e = new UnknownHostException("interrupted");
    e.initCause(new InterruptedIOException());
    return e;
  }

  private FutureTask<List<InetAddress>> join(String host) {
    FutureTask<List<InetAddress>> mine = new FutureTask<>(() -> addresses(host));
    FutureTask<List<InetAddress>> others = inProgress.putIfAbsent(host, mine);
    if (others != null) {
      return others;
    }
    Thread thread =
        new Thread(
            () -> {
              mine.run();
              inProgress.remove(host, mine);
            },
            "yiwang-dns");
    thread.setDaemon(true);
    thread.start();
    return mine;
  }

  private List<InetAddress> addresses(String host) throws UnknownHostException {
    List<InetAddress> addresses = Arrays.asList(system.all(host));
    // Plain http is allowed to this machine only, whatever a name server says of localhost.
    if (host.equalsIgnoreCase("localhost")
        && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
      throw new UnknownHostException("localhost is not this machine");
    }
    return addresses;
  }
}
