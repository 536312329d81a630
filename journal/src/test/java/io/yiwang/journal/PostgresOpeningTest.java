package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;
import org.sqlite.SQLiteDataSource;

/** Tests what is checked, created and reported when a journal in PostgreSQL is opened. */
@Timeout(180)
class PostgresOpeningTest {
  private static final String KIND = "opening";

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    postgres = PostgresServer.shared();
  }

  private static JournalException refused(DataSource source) {
    return assertThrows(JournalException.class, () -> Journal.on(source));
  }

  private static void says(JournalException e, String what) {
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  private static DataSource as(String role, String database) {
    return postgres.getDatabase(role, database);
  }

  @Test
  void on_newDatabaseByManyNodesAtOnce_createsItsTablesOnce() throws Exception {
    PostgresServer.run("CREATE DATABASE fresh");
    DataSource fresh = postgres.getDatabase("postgres", "fresh");
    List<Callable<Journal>> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(() -> Journal.on(fresh));
    }
    for (Journal node : JournalFixture.atOnce(nodes)) {
      assertInstanceOf(
          BeginResult.class,
          node.intents("zhejiang", KIND, JournalFixture.Payload.class, NoSensitivePayload.class)
              .begin(Draft.of("a", "NEW", JournalFixture.payload("a")), JournalFixture.LEASE));
      node.close();
    }
  }

  @Test
  void on_schemaOfANewerYiwang_isRefused() throws Exception {
    PostgresServer.run("CREATE DATABASE newer");
    DataSource newer = postgres.getDatabase("postgres", "newer");
    Journal.on(newer).close();
    try (Connection connection = newer.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO yiwang_schema (version) VALUES (99)");
    }
    var e = assertThrows(JournalException.class, () -> Journal.on(newer));
    assertTrue(e.getMessage().contains("schema is version 99"), e.getMessage());
  }

  @Test
  void on_databaseThatDoesNotWaitForItsDisk_isRefused() throws Exception {
    PostgresServer.run("CREATE DATABASE hasty");
    PostgresServer.run("ALTER DATABASE hasty SET synchronous_commit = off");
    DataSource hasty = postgres.getDatabase("postgres", "hasty");

    var e = assertThrows(JournalException.class, () -> Journal.on(hasty));

    assertTrue(e.getMessage().contains("synchronous_commit"), e.getMessage());
  }

  @Test
  void on_databaseThatIsNotSupported_isNamed() {
    SQLiteDataSource other = new SQLiteDataSource();
    other.setUrl("jdbc:sqlite::memory:");

    says(refused(other), "is SQLite");
    says(refused(other), "a journal is kept in PostgreSQL 12 or newer, MySQL 8.0 or newer");
  }

  @Test
  void on_roleThatMayNotCreateTables_errorNamesThePrivilege() throws Exception {
    PostgresServer.run("CREATE ROLE poor LOGIN");
    PostgresServer.run("CREATE DATABASE foreign_db");
    PostgresServer.run(
        postgres.getDatabase("postgres", "foreign_db"), "REVOKE ALL ON SCHEMA public FROM PUBLIC");
    PostgresServer.run(
        postgres.getDatabase("postgres", "foreign_db"), "GRANT USAGE ON SCHEMA public TO poor");

    JournalException e = refused(as("poor", "foreign_db"));

    says(e, "the journal's tables are not there, and the journal may not make them");
    says(e, "run yiwang-journal/postgresql/V1__intents.sql to V6__lanes_by_id.sql from the jar");
    assertEquals("42501", assertInstanceOf(SQLException.class, e.getCause()).getSQLState());
  }

  @Test
  void on_missingSchema_isReported() throws Exception {
    PostgresServer.run("CREATE ROLE lost LOGIN");
    PostgresServer.run("ALTER ROLE lost SET search_path = nowhere");

    says(refused(as("lost", "postgres")), "has no schema to keep the journal's tables in");
  }

  @Test
  void on_unknownDatabaseOrRole_isReported() {
    says(refused(as("postgres", "no_such_db")), "does not exist on that server");
    says(refused(as("nobody_here", "postgres")), "refused to log this role in");
  }

  @Test
  void on_roleThatMayOnlyWriteRows_isEnoughIfTheTablesExist() throws Exception {
    PostgresServer.run("CREATE DATABASE locked_down");
    PostgresServer.run("CREATE ROLE writer LOGIN");
    DataSource owner = as("postgres", "locked_down");
    PostgresServer.run(owner, "REVOKE CREATE ON SCHEMA public FROM PUBLIC");
    DataSource writer = as("writer", "locked_down");
    says(refused(writer), "have your DBA run yiwang-journal/postgresql/V1__intents.sql");

    for (String file : PostgresDialect.MIGRATIONS) {
      PostgresServer.run(owner, Dialect.file(Dialect.class, "/yiwang-journal/postgresql/" + file));
    }
    says(refused(writer), "grant it CREATE and USAGE on the schema");
    PostgresServer.run(
        owner, "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO writer");

    SamplePayments.once(Journal.on(writer), KIND);
  }

  @Test
  void on_roleThatMayOnlyRead_errorNamesThePrivilege() throws Exception {
    PostgresServer.run("CREATE DATABASE readable");
    PostgresServer.run("CREATE ROLE onlooker LOGIN");
    DataSource owner = as("postgres", "readable");
    Journal.on(owner).close();
    PostgresServer.run(owner, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker");

    says(refused(as("onlooker", "readable")), "SELECT, INSERT, UPDATE and DELETE on the journal's");
  }

  @Test
  void checkSchemaOnly_missingOrOlderTables_areNotCreated() throws Exception {
    PostgresServer.run("CREATE DATABASE unmade");
    DataSource unmade = as("postgres", "unmade");
    says(
        assertThrows(
            JournalException.class, () -> Journal.builder(unmade).checkSchemaOnly().open()),
        "the journal's tables are not there");
    try (Connection connection = unmade.getConnection()) {
      new OldJournal(connection, 4, "BYTEA").execute("SELECT 1");
    }
    says(
        assertThrows(
            JournalException.class, () -> Journal.builder(unmade).checkSchemaOnly().open()),
        "of version 4, and this version of Yiwang needs 6, and the journal may not make them;"
            + " have your DBA run"
            + " yiwang-journal/postgresql/V5__journal_time.sql to V6__lanes_by_id.sql");
    Journal.on(unmade).close();
    SamplePayments.once(Journal.builder(unmade).checkSchemaOnly().open(), KIND);
  }

  @Test
  void on_newerSchema_isOpenedIfItAllowsThisVersion() throws Exception {
    PostgresServer.run("CREATE DATABASE ahead");
    DataSource ahead = as("postgres", "ahead");
    Journal.on(ahead).close();
    PostgresServer.run(ahead, "INSERT INTO yiwang_schema (version, usable_by) VALUES (7, 6)");
    SamplePayments.once(Journal.on(ahead), KIND);
    PostgresServer.run(ahead, "INSERT INTO yiwang_schema (version, usable_by) VALUES (8, 7)");
    says(refused(ahead), "schema is version 8, and this version of Yiwang knows 6");
  }

  @Test
  void builder_schemaAndPrefix_keepJournalsApart() throws Exception {
    PostgresServer.run("CREATE DATABASE shared");
    DataSource shared = as("postgres", "shared");
    PostgresServer.run(shared, "CREATE SCHEMA \"Pay-1\"");
    Journal plain = Journal.on(shared);
    Journal elsewhere = Journal.builder(shared).schema("Pay-1").open();
    Journal prefixed = Journal.builder(shared).schema("Pay-1").tablePrefix("gov_").open();
    for (Journal each : List.of(plain, elsewhere, prefixed)) {
      SamplePayments.once(each, KIND);
    }
    for (Journal each : List.of(plain, elsewhere, prefixed)) {
      assertEquals(1, each.purge(JournalFixture.NONE));
    }
    says(
        assertThrows(
            JournalException.class, () -> Journal.builder(shared).schema("nowhere").open()),
        "has no schema");
    SamplePayments.once(Journal.builder(shared).schema("Pay-1").tablePrefix("gov_").open(), KIND);
  }

  @Test
  void on_serverThatDoesNotAnswer_errorSaysThatItCannotBeReached() throws Exception {
    PGSimpleDataSource nobody = new PGSimpleDataSource();
    try (ServerSocket closed = new ServerSocket(0)) {
      nobody.setPortNumbers(new int[] {closed.getLocalPort()});
    }
    says(refused(nobody), "cannot be reached");
  }
}
