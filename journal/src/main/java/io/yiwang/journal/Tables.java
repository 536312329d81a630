package io.yiwang.journal;

import io.yiwang.Beta;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the names of the journal's tables, and the schema that has them.
 *
 * @param schema the schema (in MySQL, the database), exactly as it is spelled there; absent for the
 *     connection's own
 * @param prefix what their names begin with, in lower case
 */
@Beta
public record Tables(@Nullable String schema, String prefix) {
  private static final Pattern SCHEMA = Pattern.compile("[A-Za-z_][A-Za-z0-9_$-]{0,62}");

  /** Names of indexes, which are the longest, must not exceed 63 characters. */
  private static final Pattern PREFIX = Pattern.compile("[a-z_][a-z0-9_]{0,31}");

  /** The names by default. Declared last, because it is checked by the other constants. */
  public static final Tables DEFAULT = new Tables(null, "yiwang_");

  /** Checks the names, which become part of SQL. */
  public Tables {
    if (schema != null && !SCHEMA.matcher(schema).matches()) {
      throw new IllegalArgumentException(
          "a journal's schema must be 1 to 63 of A-Z, a-z, 0-9, _, $ and -, not beginning with a"
              + " digit");
    }
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "a journal's table prefix must be 1 to 32 of a-z, 0-9 and _, not beginning with a digit");
    }
  }
}
