package io.yiwang.journal;

/** Is notified of the progress of a backup. What it throws ends the backup. */
@FunctionalInterface
public interface BackupProgress {
  /**
   * Says how much is copied so far. Called now and then by the thread that makes the backup.
   *
   * @param bytes how many are copied
   * @param of how many there are
   */
  void copied(long bytes, long of);
}
