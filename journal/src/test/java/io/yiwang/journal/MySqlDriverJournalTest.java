package io.yiwang.journal;

/** By MySQL's driver, Connector/J, which takes a MariaDB for a MySQL. */
class MySqlDriverJournalTest extends MariaDbJournalTest {
  @Override
  String driver() {
    return "mysql";
  }
}
