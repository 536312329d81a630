package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PostgresJournalTest extends JournalContract {
  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws Exception {
    // Its own defaults do not wait for the disk.
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
  }

  @AfterAll
  static void stop() throws Exception {
    postgres.close();
  }

  @Override
  Journal open(@Nullable PayloadCipher cipher) {
    DataSource database = postgres.getPostgresDatabase();
    return cipher == null ? Journal.on(database) : Journal.on(database, cipher);
  }

  @Test
  void on_newDatabaseByManyNodesAtOnce_migratesOnce() throws Exception {
    run("CREATE DATABASE fresh");
    DataSource fresh = postgres.getDatabase("postgres", "fresh");
    List<Callable<Journal>> nodes = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      nodes.add(() -> Journal.on(fresh));
    }
    for (Journal node : atOnce(nodes)) {
      assertInstanceOf(
          Begun.class,
          node.intents(kind, Book.class, NoPersonal.class)
              .begin(Draft.of("a", "NEW", book("a")), LEASE));
      node.close();
    }
  }

  @Test
  void on_schemaOfANewerYiwang_isRefused() throws Exception {
    run("CREATE DATABASE newer");
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
    run("CREATE DATABASE hasty");
    run("ALTER DATABASE hasty SET synchronous_commit = off");
    DataSource hasty = postgres.getDatabase("postgres", "hasty");

    var e = assertThrows(JournalException.class, () -> Journal.on(hasty));

    assertTrue(e.getMessage().contains("synchronous_commit"), e.getMessage());
  }

  @Test
  void find_connectionKilledByTheServer_isToldAndWorksAgainAfter() throws Exception {
    started(draft("a"), LEASE);
    // A server restart in small: each pooled or new connection is cut once.
    Intents<Book, Person> cut =
        Journal.on(new CutOnce(postgres.getPostgresDatabase()), new AesGcmCipher("k1", KEY))
            .intents(kind, Book.class, Person.class);

    var e = assertThrows(JournalException.class, () -> cut.find("a"));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertTrue(cut.find("a").isPresent());
  }

  private static void run(String sql) throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
