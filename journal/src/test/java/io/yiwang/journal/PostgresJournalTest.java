package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class PostgresJournalTest extends JournalContract {
  private static EmbeddedPostgres postgres;

  /** As applications have it. */
  private static HikariDataSource pool;

  @BeforeAll
  static void start() throws Exception {
    // Its own defaults do not wait for the disk.
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    pool = new HikariDataSource();
    pool.setDataSource(postgres.getPostgresDatabase());
  }

  @AfterAll
  static void stop() throws Exception {
    pool.close();
    postgres.close();
  }

  @Override
  Journal open(@Nullable PayloadCipher cipher) {
    return cipher == null ? Journal.on(pool) : Journal.on(pool, cipher);
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
          BeginResult.class,
          node.intents("zhejiang", kind, Book.class, NoPersonal.class)
              .begin(Draft.of("a", "NEW", payload("a")), LEASE));
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
    IntentStore<Book, Person> cut =
        Journal.on(new CutOnce(postgres.getPostgresDatabase()), new AesGcmCipher("k1", KEY))
            .intents("zhejiang", kind, Book.class, Person.class);

    var e = assertThrows(JournalException.class, () -> cut.find("a"));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertTrue(cut.find("a").isPresent());
  }

  @Test
  void begin_connectionCutBeforeTheCommit_isToldAndNothingIsThere() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Book, Person> cut = cutAtCommit(armed, false);
    armed.set(true);

    var e = assertThrows(JournalException.class, () -> cut.begin(draft("a"), LEASE));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertTrue(intents.find("a").isEmpty());
    assertInstanceOf(BeginResult.Started.class, cut.begin(draft("a"), LEASE));
  }

  @Test
  void begin_connectionCutAfterTheCommit_isToldAndFoundOnAsking() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Book, Person> cut = cutAtCommit(armed, true);
    armed.set(true);

    var e = assertThrows(JournalException.class, () -> cut.begin(draft("a"), LEASE));

    assertTrue(e.getMessage().contains("connection lost"), e.getMessage());
    assertInstanceOf(BeginResult.Existing.class, cut.begin(draft("a"), LEASE));
  }

  @Test
  void advance_connectionCutAfterTheCommit_leavesTheIntentToTheNextOwner() throws Exception {
    AtomicBoolean armed = new AtomicBoolean();
    IntentStore<Book, Person> cut = cutAtCommit(armed, true);
    started(draft("a"), NONE);
    Claim<Book, Person> claim = cut.claim("a", NONE).orElseThrow();
    armed.set(true);

    assertThrows(JournalException.class, () -> claim.advance("NEXT", payload("a"), NONE));

    // What it does not know to be written it cannot write over.
    assertThrows(LeaseExpiredException.class, () -> claim.advance("OTHER", payload("a"), NONE));
    assertEquals("NEXT", intents.claim("a", LEASE).orElseThrow().entry().state());
  }

  /** IntentStore whose connection the server ends at a commit, once armed: before or after it. */
  private IntentStore<Book, Person> cutAtCommit(AtomicBoolean armed, boolean after) {
    DataSource source = postgres.getPostgresDatabase();
    DataSource cutting =
        proxy(
            DataSource.class,
            (proxy, method, arguments) -> {
              Connection connection = source.getConnection();
              return proxy(
                  Connection.class,
                  (itself, called, given) -> {
                    boolean cut = called.getName().equals("commit") && armed.getAndSet(false);
                    if (cut && after) {
                      connection.commit();
                    }
                    if (cut) {
                      run(
                          "SELECT pg_terminate_backend(%d, 5000)"
                              .formatted(connection.unwrap(PGConnection.class).getBackendPID()));
                    }
                    if (cut && after) {
                      connection.createStatement().execute("SELECT 1");
                    }
                    try {
                      return called.invoke(connection, given);
                    } catch (InvocationTargetException e) {
                      throw e.getCause();
                    }
                  });
            });
    return Journal.on(cutting, new AesGcmCipher("k1", KEY))
        .intents("zhejiang", kind, Book.class, Person.class);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static void run(String sql) throws Exception {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
