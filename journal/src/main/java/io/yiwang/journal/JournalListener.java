package io.yiwang.journal;

import java.time.Duration;

/**
 * Is notified of what the journal notices about itself. What it throws is logged and otherwise
 * ignored; everything that it hears is logged at WARN too.
 */
public interface JournalListener {
  /**
   * Reports that the clock of the journal's database jumped, or that nobody had the journal open
   * for that long. Nothing is purged for it, and what waits keeps waiting no longer than it should.
   * Set the machine's clock right: what was written meanwhile keeps the wrong times.
   *
   * @param by forward, or negative: back
   */
  default void clockJumped(Duration by) {}

  /**
   * Reports that this journal is a copy that {@link Journal#backupTo} made, opened for the first
   * time. What happened after it was taken is not in it: have it recovered, and reconcile.
   */
  default void openedFromBackup() {}

  /**
   * Reports unfinished intents that no process works on, in any gateway account of the journal:
   * none of their workers is running, or the account has another name now. Every worker of the
   * journal ({@code Recovery}, {@code MessageOutbox}, {@code MessageFollower}) looks for them, once
   * a minute, and reports what it finds when it is new, and once an hour as long as that stays so.
   */
  default void unserved(Unserved unserved) {}
}
