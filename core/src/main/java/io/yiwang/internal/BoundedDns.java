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
 * Looks host names up, and waits no longer than the call may. The JDK's own lookup knows no limit
 * and takes no notice of an interrupt, so it runs on a thread apart: one for each name, which all
 * calls wait for that need the name meanwhile.
 */
final class BoundedDns implements Dns {
  /** How names are looked up. */
  @FunctionalInterface
  interface Lookup {
    /** Returns all addresses of a host; may take as long as it likes. */
    InetAddress[] all(String host) throws UnknownHostException;
  }

  private final Lookup system;
  private final LongSupplier nanosLeft;
  private final ConcurrentMap<String, FutureTask<List<InetAddress>>> underWay =
      new ConcurrentHashMap<>();

  /**
   * Makes a resolver.
   *
   * @param nanosLeft how long the calling thread may wait
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
   * Makes the exception of an interrupted look-up; the caller looks at its thread's flag, as for
   * any other blocking call.
   */
  private static UnknownHostException interrupted() {
    UnknownHostException e = new UnknownHostException("interrupted");
    e.initCause(new InterruptedIOException());
    return e;
  }

  private FutureTask<List<InetAddress>> join(String host) {
    FutureTask<List<InetAddress>> mine = new FutureTask<>(() -> addresses(host));
    FutureTask<List<InetAddress>> others = underWay.putIfAbsent(host, mine);
    if (others != null) {
      return others;
    }
    Thread thread =
        new Thread(
            () -> {
              mine.run();
              underWay.remove(host, mine);
            },
            "yiwang-dns");
    thread.setDaemon(true);
    thread.start();
    return mine;
  }

  private List<InetAddress> addresses(String host) throws UnknownHostException {
    List<InetAddress> addresses = Arrays.asList(system.all(host));
    // Plain http is for this machine alone, whatever a name server calls localhost.
    if (host.equalsIgnoreCase("localhost")
        && !addresses.stream().allMatch(InetAddress::isLoopbackAddress)) {
      throw new UnknownHostException("localhost is not this machine");
    }
    return addresses;
  }
}
