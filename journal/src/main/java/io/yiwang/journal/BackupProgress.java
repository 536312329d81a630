package io.yiwang.journal;

/** Is notified of the progress of a backup. What it throws ends the backup. */
@FunctionalInterface
public interface BackupProgress {
  /**
   * Reports how much has been copied so far. Called now and then by the thread that makes the
   * backup.
   *
   * @param bytes how many bytes have been copied
   * @param total how many there are
   */
  void copied(long bytes, long total);
}
