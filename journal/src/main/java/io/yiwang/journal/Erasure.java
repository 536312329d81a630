package io.yiwang.journal;

/**
 * Reports what became of one citizen's personal data.
 *
 * @param now how many intents have lost their sensitive payload
 * @param atTheirEnd how many unfinished intents will lose it when they finish; a message that was
 *     rejected is unfinished until it is sent again or discarded
 * @param remnants what the database's files still hold of the erased data, in its encrypted form
 */
public record Erasure(int now, int atTheirEnd, Remnants remnants) {
  /** Names what a database's files still hold of rows that were erased. */
  public enum Remnants {
    /** Nothing: the file's bytes were searched for what was erased. */
    NONE,
    /**
     * SQLite's log still has it, because a reader, such as a backup, is using the log. The journal
     * truncates the log as soon as it can: within a minute while it is in use, or when it is
     * closed.
     */
    IN_THE_LOG,
    /**
     * Unused parts of SQLite's file still have it: rows were moved within the file, and SQLite does
     * not overwrite where they were. {@link Journal#compact} does.
     */
    IN_FREE_SPACE,
    /**
     * PostgreSQL keeps dead rows until they are vacuumed and overwritten, and its log, archives and
     * replicas longer. What is in them cannot be read once the key that it is encrypted under is
     * destroyed.
     */
    IN_DEAD_ROWS
  }

  /** Returns whether nothing of it is left in this database. Backups keep what was in them. */
  public boolean isComplete() {
    return atTheirEnd == 0 && remnants == Remnants.NONE;
  }
}
