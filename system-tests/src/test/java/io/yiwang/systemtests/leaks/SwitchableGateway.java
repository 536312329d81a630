package io.yiwang.systemtests.leaks;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;

/** Lets the same calls go through another client. */
final class SwitchableGateway implements Gateway {
  private volatile Gateway target;

  SwitchableGateway(Gateway target) {
    this.target = target;
  }

  void switchTo(Gateway other) {
    target = other;
  }

  @Override
  public <T> T call(GovRequest<T> request) {
    return target.call(request);
  }

  @Override
  public String account() {
    return target.account();
  }
}
