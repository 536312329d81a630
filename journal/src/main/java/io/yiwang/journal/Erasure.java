package io.yiwang.journal;

/**
 * Says what became of one citizen's personal data.
 *
 * @param now intents whose sensitive payload is gone
 * @param atTheirEnd intents under way, whose sensitive payload goes when they finish; a message
 *     that was refused is under way until it is sent again or discarded
 * @param remnants what the database's files still hold of what is gone, encrypted as it was
 */
public record Erasure(int now, int atTheirEnd, Remnants remnants) {
  /** Says what a database's files still hold of rows that were erased. */
  public enum Remnants {
    /** Nothing: the file's bytes were searched for what was erased. */
    NONE,
    /**
     * SQLite's log still has it, because somebody reads what is in the log, such as a backup. The
     * journal cuts the log as soon as it can: within a minute, while it is used, or when it is
     * closed.
     */
    IN_THE_LOG,
    /**
     * Unused parts of SQLite's file still have it: rows were moved within the file, and it does not
     * overwrite where they were. {@link Journal#compact} does.
     */
    IN_FREE_SPACE,
    /**
     * PostgreSQL keeps dead rows until they are vacuumed and overwritten, and its log, archives and
     * replicas longer. What is in them cannot be read once the key that it is encrypted under is
     * destroyed.
     */
    IN_DEAD_ROWS
  }

  /** Returns whether there is nothing left of it here. Backups keep what was in them. */
  public boolean isComplete() {
    return atTheirEnd == 0 && remnants == Remnants.NONE;
  }
}
