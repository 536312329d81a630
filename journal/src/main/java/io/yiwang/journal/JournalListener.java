package io.yiwang.journal;

import java.time.Duration;

/**
 * Is notified of what the journal notices about itself. What it throws is logged and otherwise
 * ignored; everything that it is notified of is also logged at WARN.
 */
public interface JournalListener {
  /**
   * Reports that the clock of the journal's database jumped, or that nobody had the journal open
   * for that long. Nothing is purged because of it, and nothing waits longer than it should.
   * Correct the machine's clock if it is wrong; what was written meanwhile keeps the wrong times.
   *
   * @param by how far; negative if the clock went back
   */
  default void clockJumped(Duration by) {}

  /**
   * Reports that this journal is a copy that {@link Journal#backupTo} made, opened for the first
   * time. What happened after it was taken is not in it: run {@code Recovery}, and reconcile.
   */
  default void openedFromBackup() {}

  /**
   * Reports unfinished intents that no process works on, in any gateway account of the journal:
   * none of their workers is running, or the account has another name now. Every worker of the
   * journal ({@code Recovery}, {@code MessageOutbox}, {@code MessageFollower}) looks for them once
   * a minute. It reports what is new immediately, and all of them once an hour.
   */
  default void unserved(Unserved unserved) {}
}
