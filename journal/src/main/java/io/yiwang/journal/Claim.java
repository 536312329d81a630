package io.yiwang.journal;

import io.yiwang.Beta;
import java.time.Duration;

/**
 * Gives the right to work on one intent until the lease ends. What a method writes is on disk when
 * it returns. Not thread-safe.
 *
 * <p>Every method throws {@link LeaseExpiredException}, and writes nothing, if the lease has run
 * out and another owner has taken the intent over. A lease that has merely run out does not matter:
 * the write succeeds.
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
   * Releases the claim and sets when the intent is due again; counts as an attempt.
   *
   * @param dueIn the time until it is due, by the database's clock
   */
  public void reschedule(String state, B payload, Duration dueIn) {
    entry = writer.write(entry, owner, ClaimWriter.Step.RESCHEDULE, state, payload, dueIn);
  }

  /**
   * Ends the intent: frees its exclusive names, and erases its sensitive payload if {@link
   * Journal#erase} has asked for that.
   */
  public void finish(String state, B payload) {
    entry = writer.write(entry, owner, ClaimWriter.Step.FINISH, state, payload, Duration.ZERO);
  }

  /** Ends the intent and replaces its sensitive payload. */
  public void finish(String state, B payload, P sensitivePayload) {
    entry =
        writer.write(
            entry, owner, ClaimWriter.Step.FINISH, state, payload, Duration.ZERO, sensitivePayload);
  }

  /** Ends the intent and erases its sensitive payload, as after a message has been delivered. */
  public void finishAndErase(String state, B payload) {
    entry =
        writer.write(
            entry, owner, ClaimWriter.Step.FINISH_AND_ERASE, state, payload, Duration.ZERO);
  }
}
