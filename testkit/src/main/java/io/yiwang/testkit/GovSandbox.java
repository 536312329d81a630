package io.yiwang.testkit;

/** The gateway. */
public final class GovSandbox {
  private GovSandbox() {}
}
