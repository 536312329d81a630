package io.yiwang.journal;

import io.yiwang.signing.AesGcmCipher;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;

@Tag("proof")
class AssignAccountPostgresTest extends AssignAccountContract {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private DataSource database;

  @BeforeEach
  void create() throws Exception {
    database = PostgresServer.newDatabase("old" + DATABASES.incrementAndGet());
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
