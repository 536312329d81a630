package io.yiwang.payments.cashier;

/** Simulates a crash of the process: no handler catches it. */
@SuppressWarnings("serial")
public final class Crash extends VirtualMachineError {
  public Crash(int point) {
    super("crash at point " + point);
  }
}
