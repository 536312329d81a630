package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FailuresTest {
  @TempDir private Path folder;

  /** Opens a journal in a separate process. */
  static final class JournalProcess {
    private JournalProcess() {}

    public static void main(String[] args) {
      Journal.at(Path.of(args[0])).close();
      System.out.println("opened");
    }
  }

  private String opened(String... options) throws Exception {
    Path out = folder.resolve("out");
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            JournalProcess.class.getName(),
            folder.resolve("journal.db").toString()));
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    try {
      assertTrue(process.waitFor(40, TimeUnit.SECONDS), "the process does not end");
    } finally {
      process.destroyForcibly();
    }
    return Files.readString(out);
  }

  @Test
  void at_temporaryFolderThatTakesNoLibrary_isNamed() throws Exception {
    Path missing = folder.resolve("not-there");

    String out = opened("-Dorg.sqlite.tmpdir=" + missing);

    assertTrue(
        out.contains("could not load its native library from the temporary folder " + missing),
        out);
    assertTrue(out.contains("noexec"), out);
    assertTrue(out.contains("Caused by: java.sql.SQLException"), out);
    assertFalse(Files.exists(folder.resolve("journal.db")));
    assertTrue(opened().contains("opened"));
  }

  @Test
  void requireSqlite_olderDriver_saysWhichIsNeeded() {
    for (String old : List.of("3.41.2", "3.36.0", "3.7.2", "2.8.17", "")) {
      var e = assertThrows(JournalException.class, () -> Failures.requireSqlite(old), old);
      assertTrue(e.getMessage().contains("it brings SQLite " + old), e.getMessage());
      assertTrue(e.getMessage().contains("org.xerial:sqlite-jdbc 3.42.0.0"), e.getMessage());
    }
    for (String young : List.of("3.42.0", "3.54.1", "3.100.0", "4.0.0")) {
      assertDoesNotThrow(() -> Failures.requireSqlite(young), young);
    }
  }

  private static String printed(Throwable e) {
    StringWriter all = new StringWriter();
    e.printStackTrace(new PrintWriter(all));
    return all.toString();
  }

  @Test
  void postgres_textsThatQuoteARow_areLeftOutOfTheWholeChain() {
    SQLException next = new SQLException("Detail: Failing row contains (SECRET)", "22001", 1);
    SQLException unknown = new SQLException("SECRET", (String) null, 2);
    SQLException e =
        new SQLException(
            "ERROR: duplicate key\n  Detail: Key (name)=(SECRET) already exists.",
            "23505",
            0,
            next);
    next.setNextException(unknown);
    unknown.initCause(new IllegalStateException("SECRET", new IOException("host db-7 is gone")));

    JournalException reported = Failures.database(e, Failures.meaning(e));

    assertFalse(printed(reported).contains("SECRET"), printed(reported));
    assertTrue(printed(reported).contains("23505"), printed(reported));
    assertTrue(printed(reported).contains("22001"), printed(reported));
    assertTrue(printed(reported).contains("[SQL state 23505]"), printed(reported));
  }

  /** Tests errors of servers and proxies that the tests cannot start, taken from their manuals. */
  @ParameterizedTest
  @CsvSource({
    "HY000, 1290, connect to the primary", // --super-read-only, of MySQL alone
    "HY000, 1836, connect to the primary",
    "42000, 1142, gives this user no right to do that",
    "HY000, 9001, transaction_persistent = 1",
    "Y0000, 9006, transaction_persistent = 1",
    "HY000, 3024, longer than max_statement_time",
    "HY000, 1193, needs its own Dialect",
    "25006, 0, connect to the primary",
    "25006, 0, let neither the pool nor the role be set to read only",
    "42P07, 0, choose another tablePrefix or schema",
    "42S01, 1050, choose another tablePrefix or schema",
    "26000, 0, prepareThreshold=0",
  })
  void meaning_errorOfAServer_saysWhatToDo(String state, int code, String what) {
    SQLException e = new SQLException("SECRET", state, code);
    String said = Failures.database(e, Failures.meaning(e)).getMessage();

    assertTrue(said.contains(what), said);
    assertEquals(1, said.lines().count());
    assertFalse(said.contains("SECRET"), said);
  }

  @Test
  void sqlite_textOfTheDriver_keepsItsCodeAlone() {
    SQLException e =
        new SQLException(
            "[SQLITE_CONSTRAINT_TRIGGER] A RAISE function within a trigger fired, causing the SQL"
                + " statement to abort (SECRET)",
            null,
            19);

    JournalException reported = Failures.sqlite(e, "j.db");

    assertFalse(printed(reported).contains("SECRET"), printed(reported));
    assertTrue(printed(reported).contains("[SQLITE_CONSTRAINT_TRIGGER]"), printed(reported));
    assertEquals(19, ((SQLException) reported.getCause()).getErrorCode());
  }

  /** Lists messages of pools about themselves, which have no SQL state. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HikariDataSource HikariDataSource (HikariPool-1) has been closed.",
        "Data source is closed",
        "dataSource already closed at Mon Nov 02 10:00:00 CST 2026",
        "This connection has been closed."
      })
  void connecting_closedDataSource_isNotReportedAsASmallPool(String text) {
    String said = Failures.connecting(new SQLException(text), Duration.ofMillis(2)).getMessage();

    assertTrue(said.contains("is closed, or gave a closed connection"), said);
    assertFalse(said.contains("larger"), said);
  }

  @Test
  void connecting_noDriver_saysWhichAndNotTheUrl() {
    SQLException e =
        new SQLException(
            "No suitable driver found for jdbc:postgresql://db/pay?password=SECRET", "08001");

    JournalException reported = Failures.connecting(e, Duration.ZERO);

    assertTrue(
        reported.getMessage().startsWith("no JDBC driver on the class path"), printed(reported));
    assertFalse(printed(reported).contains("SECRET"), printed(reported));
  }

  @Test
  void on_dataSourceThatGivesNull_isRefusedInWords() {
    DataSource nothing = dataSource(() -> null);

    assertEquals(
        "the journal's data source returned null instead of a connection; is it a mock?",
        assertThrows(JournalException.class, () -> Journal.on(nothing)).getMessage());
  }

  @Test
  void on_dataSourceThatThrowsUnchecked_isAJournalException() {
    DataSource down =
        dataSource(
            () -> {
              throw new IllegalStateException("the pool with SECRET is closed");
            });

    JournalException reported = assertThrows(JournalException.class, () -> Journal.on(down));

    assertEquals(
        "the journal's data source failed with java.lang.IllegalStateException: it is closed, or"
            + " gave a closed connection; stop the workers before you close it",
        reported.getMessage());
    assertFalse(printed(reported).contains("SECRET"), printed(reported));
  }

  private static DataSource dataSource(Supplier<@Nullable Connection> gives) {
    return (DataSource)
        Proxy.newProxyInstance(
            FailuresTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> gives.get());
  }

  @Test
  void connecting_exhaustedPool_isDistinguishedFromADatabaseThatRefuses() {
    Duration waited = Duration.ofMillis(30_001);
    String tomcat = Failures.connecting(new SQLException("Pool empty."), waited).getMessage();
    assertTrue(tomcat.contains("in 30001 ms; all connections of the pool are in use"), tomcat);

    SQLException refused = new SQLException("request timed out", "08001");
    refused.initCause(new SQLException("Connection refused", "08001", new IOException("refused")));
    assertTrue(
        Failures.connecting(refused, waited).getMessage().contains("cannot be reached"),
        "a database that is down");

    SQLException full = new SQLException("request timed out", "08001");
    full.initCause(new SQLException("FATAL: sorry, too many clients already", "53300"));
    assertTrue(
        Failures.connecting(full, waited).getMessage().contains("accepts no more connections"),
        "a database that is full");
  }
}
