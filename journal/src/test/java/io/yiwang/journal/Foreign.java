package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.journal.JournalFixture.Book;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** A transaction of somebody else, and a data source that gives its connection to everybody. */
final class Foreign {
  private Foreign() {}

  /**
   * Lets a journal be opened by a pool, and then be given a connection that is in a transaction.
   *
   * @param transaction a connection to a database with a table {@code theirs}
   */
  static void isRefused(Connection transaction, DataSource pool, String kind) throws Exception {
    isRefused(transaction, pool, kind, false);
  }

  /**
   * Lets a journal be given a connection in a transaction that the driver may know nothing of.
   *
   * @param bySql whether a statement begins it
   */
  static void isRefused(Connection transaction, DataSource pool, String kind, boolean bySql)
      throws Exception {
    AtomicReference<Connection> bound = new AtomicReference<>();
    DataSource aware =
        (DataSource)
            Proxy.newProxyInstance(
                Foreign.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) ->
                    bound.get() == null ? pool.getConnection() : unclosed(bound.get()));
    IntentStore<Book, NoSensitivePayload> intents =
        Journal.on(aware).intents("zhejiang", kind, Book.class, NoSensitivePayload.class);
    transaction.setAutoCommit(bySql);
    try (Statement statement = transaction.createStatement()) {
      if (bySql) {
        statement.execute("BEGIN");
      }
      statement.execute("INSERT INTO theirs VALUES (1)");
      bound.set(transaction);
      Draft<Book, NoSensitivePayload> draft =
          Draft.<Book, NoSensitivePayload>of("a", "NEW", JournalContract.payload("a"));
      for (Draft<Book, NoSensitivePayload> each :
          Set.of(draft, draft.exclusiveNames(Set.of(kind + "n")))) {
        var e =
            assertThrows(JournalException.class, () -> intents.begin(each, JournalContract.LEASE));
        assertTrue(e.getMessage().contains("part of somebody's transaction"), e.getMessage());
      }
      if (!bySql) {
        assertThrows(JournalException.class, () -> intents.find("a"));
      }
      assertEquals(bySql, transaction.getAutoCommit());
      assertEquals(1, rows(statement), "their work is still under way");
      statement.execute("ROLLBACK");
      assertEquals(0, rows(statement), "nothing of it was committed");
      statement.execute("ROLLBACK");
      transaction.setAutoCommit(true);
      bound.set(null);
    }
    assertTrue(intents.find("a").isEmpty());
  }

  private static int rows(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM theirs")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** As a transaction's own is: whoever closes it gives it back. */
  private static Connection unclosed(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            Foreign.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("close")) {
                return null;
              }
              try {
                return method.invoke(connection, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
