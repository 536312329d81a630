package io.yiwang.journal;

/** Hears how far a backup is. What it throws ends the backup. */
@FunctionalInterface
public interface BackupProgress {
  /**
   * So much is copied. Called now and then by the thread that makes the backup.
   *
   * @param bytes how many are copied
   * @param of how many there are
   */
  void copied(long bytes, long of);
}
