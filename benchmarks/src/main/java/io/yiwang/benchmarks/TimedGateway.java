package io.yiwang.benchmarks;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import java.util.concurrent.atomic.AtomicLong;

/** Adds up the time of its calls, so that it can be subtracted from a measurement. */
final class TimedGateway implements Gateway {
  private final Gateway gateway;
  private final AtomicLong nanos = new AtomicLong();

  TimedGateway(Gateway gateway) {
    this.gateway = gateway;
  }

  void reset() {
    nanos.set(0);
  }

  double seconds() {
    return nanos.get() / 1e9;
  }

  @Override
  public String account() {
    return gateway.account();
  }

  @Override
  public <T> T call(GovRequest<T> request) {
    long start = System.nanoTime();
    try {
      return gateway.call(request);
    } finally {
      nanos.addAndGet(System.nanoTime() - start);
    }
  }
}
