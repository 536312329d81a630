package io.yiwang.journal;

/**
 * Where the two databases differ. Statements are written once, with {@code {now}}, {@code {bytes}},
 * {@code {empty}}, {@code {row}} and {@code {skip}} in them.
 */
enum Dialect {
  SQLITE("CAST(unixepoch('subsec') * 1000 AS INTEGER)", "BLOB", "x''", "rowid", ""),
  // Of the statement: stable, so that an index can be searched by it.
  POSTGRES(
      "CAST(extract(epoch from statement_timestamp()) * 1000 AS BIGINT)",
      "BYTEA",
      "''::bytea",
      "ctid",
      "FOR UPDATE SKIP LOCKED");

  private final String now;
  private final String bytes;
  private final String empty;
  private final String row;
  private final String skip;

  Dialect(String now, String bytes, String empty, String row, String skip) {
    this.now = now;
    this.bytes = bytes;
    this.empty = empty;
    this.row = row;
    this.skip = skip;
  }

  String sql(String statement) {
    return statement
        .replace("{now}", now)
        .replace("{bytes}", bytes)
        .replace("{empty}", empty)
        .replace("{row}", row)
        .replace("{skip}", skip);
  }
}
