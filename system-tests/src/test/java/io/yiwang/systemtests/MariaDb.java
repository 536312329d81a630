package io.yiwang.systemtests;

import io.yiwang.journal.Journal;
import io.yiwang.journal.MariaDbServer;
import io.yiwang.signing.PayloadCipher;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.mariadb.jdbc.MariaDbDataSource;

/** A MariaDB server under three nodes, which crashes by SIGKILL. */
final class MariaDb implements ChaosDatabase {
  private final MariaDbServer server;

  MariaDb(Path data) throws Exception {
    server = MariaDbServer.start(data, "--log-bin=log", "--sync-binlog=1", "--server-id=1");
  }

  /** Returns a data source for a MariaDB's address. */
  static DataSource source(String address) {
    try {
      return new MariaDbDataSource(address + "&connectTimeout=5000");
    } catch (SQLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String address() {
    return server.url("mariadb", "journal");
  }

  @Override
  public int nodes() {
    return 3;
  }

  @Override
  public Journal open() {
    return Journal.on(source(address()));
  }

  @Override
  public Journal open(PayloadCipher cipher) {
    return Journal.on(source(address()), cipher);
  }

  @Override
  public boolean crash() throws Exception {
    server.crash();
    return true;
  }

  @Override
  public void close() {
    server.close();
  }

  @Override
  public String toString() {
    return "MariaDB";
  }
}
