package io.yiwang.journal;

import io.yiwang.signing.AesGcmCipher;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("proof")
class AssignAccountPostgresTest extends AssignAccountContract {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private static EmbeddedPostgres postgres;

  private DataSource database;

  @BeforeAll
  static void start() throws Exception {
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

  @BeforeEach
  void create() throws SQLException {
    String name = "old" + DATABASES.incrementAndGet();
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      connection.createStatement().execute("CREATE DATABASE " + name);
    }
    database = postgres.getDatabase("postgres", name);
  }

  @Override
  Connection connect() throws SQLException {
    return database.getConnection();
  }

  @Override
  String bytes() {
    return "BYTEA";
  }

  @Override
  Journal open() {
    return Journal.on(database, new AesGcmCipher("k1", JournalContract.KEY));
  }

  @Override
  long assign(String account) {
    return Journal.assignAccount(database, account);
  }

  @Override
  long assign(BiFunction<String, String, String> accountOf) {
    return Journal.assignAccount(database, accountOf);
  }
}
