package io.yiwang.payments.cashier;

import com.zaxxer.hikari.HikariDataSource;
import io.yiwang.journal.Journal;
import io.yiwang.journal.MariaDbServer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;

/** Tests crashes with a journal in MariaDB. */
@Tag("proof")
@EnabledIf("io.yiwang.journal.MariaDbServer#isAvailable")
class CashierCrashOnMariaDbTest extends CashierCrashTest {
  private static HikariDataSource pool;

  @BeforeAll
  static void start() throws Exception {
    pool = new HikariDataSource();
    pool.setJdbcUrl(MariaDbServer.shared().url("mariadb", "journal"));
  }

  @AfterAll
  static void stop() {
    pool.close();
  }

  /**
   * Opens the journal, emptied, for a world: the worlds share one database, and run one after
   * another.
   */
  @Override
  Supplier<Journal> home(String world) {
    Journal.on(pool).close();
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("DELETE FROM yiwang_intent");
      statement.execute("DELETE FROM yiwang_name");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return () -> Journal.on(pool);
  }
}
