package io.yiwang.journal;

import com.mysql.cj.jdbc.MysqlXADataSource;
import javax.sql.XAConnection;
import org.junit.jupiter.api.Tag;

/** By MySQL's driver, Connector/J, which takes a MariaDB for a MySQL. */
@Tag("proof")
class MySqlDriverJournalTest extends MariaDbJournalTest {
  @Override
  String driver() {
    return "mysql";
  }

  @Override
  XAConnection distributed() throws Exception {
    MysqlXADataSource source = new MysqlXADataSource();
    source.setUrl(MariaDbServer.shared().url(driver(), "journal"));
    return source.getXAConnection();
  }

  @Override
  String inUrl(String text) {
    return text.replace("+", "%2B");
  }
}
