/** Durable intents, on SQLite or PostgreSQL. */
module io.yiwang.journal {
  requires transitive io.yiwang.core;
  requires transitive java.sql;
  requires org.slf4j;
  requires static transitive org.jspecify;

  exports io.yiwang.journal;
}
