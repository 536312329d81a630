package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BoundedDnsTest {
  private static final long LONG = Duration.ofSeconds(20).toNanos();
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static InetAddress[] elsewhere() throws UnknownHostException {
    return new InetAddress[] {InetAddress.getByAddress(new byte[] {10, 1, 2, 3})};
  }

  @Test
  void lookup_knownHost_returnsAllAddresses() throws UnknownHostException {
    BoundedDns dns = new BoundedDns(host -> new InetAddress[] {HERE, HERE}, () -> LONG);

    assertEquals(List.of(HERE, HERE), dns.lookup("gw.example"));
  }

  @Test
  void lookup_unknownHost_failsEachTime() {
    UnknownHostException system = new UnknownHostException("from the system");
    BoundedDns dns =
        new BoundedDns(
            host -> {
              throw system;
            },
            () -> LONG);

    assertSame(system, assertThrows(UnknownHostException.class, () -> dns.lookup("gw")).getCause());
    assertSame(system, assertThrows(UnknownHostException.class, () -> dns.lookup("gw")).getCause());
  }

  @Test
  void lookup_silentNameServer_endsInTimeWithOneSharedLookup() throws Exception {
    CountDownLatch speaks = new CountDownLatch(1);
    AtomicInteger asked = new AtomicInteger();
    long[] left = {Duration.ofMillis(50).toNanos()};
    BoundedDns dns =
        new BoundedDns(
            host -> {
              asked.incrementAndGet();
              try {
                speaks.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return new InetAddress[] {HERE};
            },
            () -> left[0]);

    assertThrows(SilentNameServerException.class, () -> dns.lookup("gw"));
    assertThrows(SilentNameServerException.class, () -> dns.lookup("gw"));
    left[0] = LONG;
    speaks.countDown();

    assertEquals(List.of(HERE), dns.lookup("gw"));
    assertTrue(asked.get() <= 2, "the third may have come after the first was answered");
  }

  @Test
  void lookup_noTimeLeft_doesNotWait() {
    CountDownLatch never = new CountDownLatch(1);
    BoundedDns dns =
        new BoundedDns(
            host -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return new InetAddress[0];
            },
            () -> -1);

    assertThrows(SilentNameServerException.class, () -> dns.lookup("gw"));
    never.countDown();
  }

  @Test
  void lookup_interrupted_endsAndKeepsTheFlag() {
    CountDownLatch never = new CountDownLatch(1);
    BoundedDns dns =
        new BoundedDns(
            host -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              return new InetAddress[0];
            },
            () -> LONG);
    Thread.currentThread().interrupt();

    UnknownHostException e = assertThrows(UnknownHostException.class, () -> dns.lookup("gw"));

    assertTrue(Thread.interrupted(), "the flag is set again");
    assertInstanceOf(InterruptedIOException.class, e.getCause());
    never.countDown();
  }

  /** Checks that localhost is this machine, since plain http is allowed to it. */
  @Test
  void lookup_localhostElsewhere_isUnknown() throws UnknownHostException {
    BoundedDns dns = new BoundedDns(host -> elsewhere(), () -> LONG);

    assertThrows(UnknownHostException.class, () -> dns.lookup("localhost"));
    assertThrows(UnknownHostException.class, () -> dns.lookup("LocalHost"));
    assertEquals(List.of(elsewhere()), dns.lookup("gw.example"));
  }
}
