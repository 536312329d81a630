package io.yiwang.journal;

import org.junit.jupiter.api.Tag;

/** By MySQL's driver, Connector/J, which takes a MariaDB for a MySQL. */
@Tag("proof")
class MySqlDriverJournalTest extends MariaDbJournalTest {
  @Override
  String driver() {
    return "mysql";
  }

  @Override
  String inUrl(String text) {
    return text.replace("+", "%2B");
  }
}
