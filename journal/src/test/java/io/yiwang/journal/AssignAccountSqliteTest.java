package io.yiwang.journal;

import io.yiwang.signing.AesGcmCipher;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.function.BiFunction;
import org.junit.jupiter.api.io.TempDir;

class AssignAccountSqliteTest extends AssignAccountContract {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("journal.db");
  }

  @Override
  Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + file());
  }

  @Override
  String bytes() {
    return "BLOB";
  }

  @Override
  Journal open() {
    return Journal.at(file(), new AesGcmCipher("k1", JournalContract.KEY));
  }

  @Override
  long assign(String account) {
    return Journal.assignAccount(file(), account);
  }

  @Override
  long assign(BiFunction<String, String, String> accountOf) {
    return Journal.assignAccount(file(), accountOf);
  }
}
