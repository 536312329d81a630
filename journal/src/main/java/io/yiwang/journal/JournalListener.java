package io.yiwang.journal;

import java.time.Duration;

/**
 * Hears what the journal noticed about itself. What it throws is logged and otherwise ignored;
 * everything that it hears is logged at WARN too.
 */
public interface JournalListener {
  /**
   * The clock of the journal's database jumped, or nobody has opened the journal for that long.
   * Nothing is purged for it, and what waits keeps waiting no longer than it should. Set the
   * machine's clock right: what was written meanwhile keeps the wrong times.
   *
   * @param by forward, or negative: back
   */
  default void clockJumped(Duration by) {}

  /**
   * This journal is a copy that {@link Journal#backupTo} made, opened for the first time. What
   * happened after it was taken is not in it: have it recovered, and reconcile.
   */
  default void openedFromBackup() {}

  /**
   * Nobody takes up these unfinished intents, in whichever gateway account of the journal: no
   * worker of theirs is running, or the account has another name now. Every worker of the journal
   * ({@code Recovery}, {@code MessageOutbox}, {@code MessageFollower}) looks for them, once a
   * minute, and reports what it finds when it is new, and once an hour as long as that stays so.
   */
  default void unserved(Unserved unserved) {}
}
