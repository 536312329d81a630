package io.yiwang.payments.cashier;

/** The process dies here, as far as the code under test can tell: no handler catches it. */
@SuppressWarnings("serial")
public final class Crash extends VirtualMachineError {
  public Crash(int point) {
    super("crash at point " + point);
  }
}
