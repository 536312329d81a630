package io.yiwang.journal;

import io.yiwang.Beta;
import java.time.Duration;

/**
 * Gives the right to work on one intent until the lease ends. What it writes is on disk when the
 * method returns. For one thread at a time.
 *
 * <p>Every method throws {@link LeaseExpiredException}, and writes nothing, if the lease has run
 * out and another owner has taken the intent over. Where it has merely run out, the write counts.
 */
@Beta
public final class Claim<B, P> {
  private final ClaimWriter<B, P> writer;
  private final String owner;
  private Entry<B, P> entry;

  Claim(ClaimWriter<B, P> writer, Entry<B, P> entry, String owner) {
    this.writer = writer;
    this.entry = entry;
    this.owner = owner;
  }

  String owner() {
    return owner;
  }

  /** Returns the intent as this claim last wrote or found it. */
  public Entry<B, P> entry() {
    return entry;
  }

  /** Writes down what is about to be done next, and renews the lease. */
  public Entry<B, P> advance(String state, B payload, Duration lease) {
    entry = writer.write(entry, owner, ClaimWriter.Step.ADVANCE, state, payload, lease);
    return entry;
  }

  /**
   * Gives the claim back, for whoever comes when it is due again; counts as an attempt.
   *
   * @param dueIn from now on, by the database's clock
   */
  public void reschedule(String state, B payload, Duration dueIn) {
    entry = writer.write(entry, owner, ClaimWriter.Step.RESCHEDULE, state, payload, dueIn);
  }

  /** Ends the intent: its names are free, and its sensitive payload goes if that was asked for. */
  public void finish(String state, B payload) {
    entry = writer.write(entry, owner, ClaimWriter.Step.FINISH, state, payload, Duration.ZERO);
  }

  /** Ends the intent with another sensitive payload in place of the one that it had. */
  public void finish(String state, B payload, P sensitivePayload) {
    entry =
        writer.write(
            entry, owner, ClaimWriter.Step.FINISH, state, payload, Duration.ZERO, sensitivePayload);
  }

  /** Ends the intent and erases its sensitive payload, as when what it said has arrived. */
  public void finishAndErase(String state, B payload) {
    entry =
        writer.write(
            entry, owner, ClaimWriter.Step.FINISH_AND_ERASE, state, payload, Duration.ZERO);
  }
}
