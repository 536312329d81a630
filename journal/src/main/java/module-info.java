/** Durable intents, on SQLite, PostgreSQL, MySQL or MariaDB. */
module io.yiwang.journal {
  requires transitive io.yiwang.core;
  requires transitive java.sql;
  requires org.slf4j;
  // For the backup of a journal in a file.
  requires static org.xerial.sqlitejdbc;
  requires static transitive org.jspecify;

  exports io.yiwang.journal;
}
