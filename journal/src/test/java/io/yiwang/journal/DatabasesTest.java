package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests which databases are recognized by what they report. */
class DatabasesTest {
  private static final String SUPPORTED =
      "a journal is kept in PostgreSQL 12 or newer, MySQL 8.0 or newer, MariaDB 10.6 or newer, or,"
          + " for one machine, in a file (Journal.at)";

  @SuppressWarnings("unchecked")
  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    return (T)
        Proxy.newProxyInstance(
            DatabasesTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName()));
  }

  /** Returns a database with what its driver and its own {@code VERSION()} report. */
  private static DataSource database(String product, String driversVersion, String version) {
    ResultSet row = answering(ResultSet.class, Map.of("next", true, "getString", version));
    return answering(
        DataSource.class,
        Map.of(
            "getConnection",
            answering(
                Connection.class,
                Map.of(
                    "getMetaData",
                    answering(
                        DatabaseMetaData.class,
                        Map.of(
                            "getDatabaseProductName",
                            product,
                            "getDatabaseProductVersion",
                            driversVersion)),
                    "createStatement",
                    answering(Statement.class, Map.of("executeQuery", row))))));
  }

  private static String refusal(DataSource source) {
    return assertThrows(JournalException.class, () -> Journal.on(source)).getMessage();
  }

  @Test
  void on_h2_namesWhatIsSupported() {
    JdbcDataSource h2 = new JdbcDataSource();
    h2.setURL("jdbc:h2:mem:journal");

    String said = refusal(h2);

    assertTrue(said.startsWith("the journal's database is H2 2."), said);
    assertTrue(said.contains("which a journal does not know; " + SUPPORTED), said);
    assertEquals(1, said.lines().count());
  }

  @ParameterizedTest
  @CsvSource({
    "Oracle, 19.3, 19.3",
    "Microsoft SQL Server, 16.00, 16",
    "DM DBMS, 8.1.3, 8",
    "KingbaseES, V008R006, KingbaseES V008R006C007B0012",
    "MySQL, 8.0.11-TiDB-v7.5.0, 8.0.11-TiDB-v7.5.0",
    "MySQL, 5.7.25, 5.7.25-OceanBase-v4.2.1.0",
    "PostgreSQL, 9.2.4, (openGauss 5.0.0 build a07d57c3) compiled at 2023",
    "PostgreSQL, 15.1, (MogDB 3.0.0 build 62408a0f) compiled at 2022",
    "PostgreSQL, 13.0.0, CockroachDB CCL v23.1.11",
    "PostgreSQL, 11.2, PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64",
    "PostgreSQL, 13.14, PostgreSQL 13.14.0-RisingWave-1.8.0",
    "PostgreSQL, 12.3, 'PostgreSQL 12.3, compiled by Visual C++ build 1914, 64-bit, QuestDB'",
    "PostgreSQL, 9.2.4, 'gaussdb (GaussDB Kernel 505.1.0 build 44f4fa53)'",
    "PostgreSQL, 14.0, 'CrateDB 5.5.1 (built 1234)'",
    "MySQL, 24.3.1.2672-ClickHouse, 24.3.1.2672-ClickHouse",
    "Apache Derby, 10.16, 10.16",
    "HSQL Database Engine, 2.7.2, 2.7.2",
    "DB2/LINUXX8664, SQL11058, SQL11058",
    "SQLite, 3.45, 3.45",
    "'', '', ''",
  })
  void on_databaseThatAJournalDoesNotKnow_namesWhatIsSupportedAndTheStore(
      String product, String driversVersion, String version) {
    String said = refusal(database(product, driversVersion, version));

    assertTrue(said.contains("which a journal does not know; " + SUPPORTED), said);
    assertTrue(said.contains("needs its own Dialect, see Journal.builder(Store)"), said);
  }

  @ParameterizedTest
  @CsvSource({
    "MySQL, 5.7.44-log, 5.7.44-log",
    "MySQL, 5.5.5-10.5.23-MariaDB, 5.5.5-10.5.23-MariaDB-1:10.5.23+maria~ubu2004",
    "MariaDB, 10.3.39-MariaDB, 10.3.39-MariaDB",
    "PostgreSQL, 11.22 (Debian), PostgreSQL 11.22 (Debian) on x86_64",
    "PostgreSQL, 9.6.24, PostgreSQL 9.6.24",
  })
  void on_databaseThatIsTooOld_saysSoAndWhatIsEnough(
      String product, String driversVersion, String version) {
    String said = refusal(database(product, driversVersion, version));

    assertTrue(said.contains("which is too old; " + SUPPORTED), said);
  }

  @ParameterizedTest
  @CsvSource({
    "MySQL, 8.0.36, 8.0.36, MySqlDialect",
    "MySQL, 8.4.3, 8.4.3-commercial, MySqlDialect",
    "MySQL, 9.1.0, 9.1.0, MySqlDialect",
    "MySQL, 26.7.0, 26.7.0, MySqlDialect",
    "MariaDB, 11.4.5-MariaDB, 11.4.5-MariaDB, MySqlDialect",
    "MySQL, 5.5.5-10.6.16-MariaDB, 5.5.5-10.6.16-MariaDB-log, MySqlDialect",
    "PostgreSQL, 12.1, PostgreSQL 12.1, PostgresDialect",
    "PostgreSQL, 18.0 (Debian 18.0-1), PostgreSQL 18.0, PostgresDialect",
  })
  void dialect_databaseThatIsSupported_isFound(
      String product, String driversVersion, String version, String dialect) {
    assertEquals(
        dialect,
        Databases.dialect(database(product, driversVersion, version), Tables.DEFAULT)
            .getClass()
            .getSimpleName());
  }

  @Test
  void tables_invalidNames_areRefused() {
    for (String prefix : new String[] {"", "a b", "A", "x;", "1a", "p".repeat(33)}) {
      assertThrows(IllegalArgumentException.class, () -> new Tables(null, prefix));
    }
    for (String schema : new String[] {"", "a\"b", "a`b", "a.b", "x y"}) {
      assertThrows(IllegalArgumentException.class, () -> new Tables(schema, "yiwang_"));
    }
    assertThrows(
        IllegalStateException.class, () -> Journal.builder(Path.of("x")).tablePrefix("gov_"));
    assertInstanceOf(Tables.class, new Tables("Pay-1", "gov_"));
  }

  @Test
  void sql_otherPrefixAndSchema_areInTheStatement() {
    Dialect dialect = new PostgresDialect(new Tables("Pay", "gov_"));

    assertEquals(
        "SELECT id FROM \"Pay\".gov_intent JOIN \"Pay\".gov_name",
        dialect.sql("SELECT id FROM yiwang_intent JOIN yiwang_name"));
    assertEquals(
        "CREATE INDEX gov_intent_lane ON \"Pay\".gov_intent (lane)",
        dialect.sql("CREATE INDEX yiwang_intent_lane ON yiwang_intent (lane)"));
  }
}
