package io.yiwang.journal;

import com.mysql.cj.jdbc.MysqlXADataSource;
import javax.sql.XAConnection;
import org.junit.jupiter.api.Tag;

/** Tests a journal in MariaDB by MySQL's driver, Connector/J, which takes MariaDB for MySQL. */
@Tag("proof")
class MySqlDriverJournalTest extends MariaDbJournalTest {
  @Override
  String driver() {
    return "mysql";
  }

  @Override
  XAConnection distributed() throws Exception {
    MysqlXADataSource source = new MysqlXADataSource();
    source.setUrl(MariaDbServer.shared().url(driver(), shared()));
    return source.getXAConnection();
  }

  /** Returns another database than that of the other driver, whose tests run at the same time. */
  @Override
  String shared() throws Exception {
    MariaDbServer.shared().run("journal", "CREATE DATABASE IF NOT EXISTS journal_by_mysql");
    return "journal_by_mysql";
  }

  @Override
  String inUrl(String text) {
    return text.replace("+", "%2B");
  }
}
