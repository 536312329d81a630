package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.journal.JournalFixture.Payload;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;

/** Tests that a journal refuses a connection that is part of somebody else's transaction. */
final class ForeignTransaction {
  private ForeignTransaction() {}

  /**
   * Opens a journal on a pool, then gives it a connection that is in a transaction.
   *
   * @param transaction a connection to a database with a table {@code theirs}
   */
  static void isRefused(Connection transaction, DataSource pool, String kind) throws Exception {
    isRefused(transaction, pool, kind, false);
  }

  /**
   * Opens a journal on a pool, then gives it a connection in a transaction of which the driver may
   * know nothing.
   *
   * @param bySql whether a statement begins the transaction
   */
  static void isRefused(Connection transaction, DataSource pool, String kind, boolean bySql)
      throws Exception {
    AtomicReference<Connection> bound = new AtomicReference<>();
    DataSource aware =
        (DataSource)
            Proxy.newProxyInstance(
                ForeignTransaction.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) ->
                    bound.get() == null ? pool.getConnection() : unclosed(bound.get()));
    IntentStore<Payload, NoSensitivePayload> intents =
        Journal.on(aware).intents("zhejiang", kind, Payload.class, NoSensitivePayload.class);
    transaction.setAutoCommit(bySql);
    try (Statement statement = transaction.createStatement()) {
      if (bySql) {
        statement.execute("BEGIN");
      }
      statement.execute("INSERT INTO theirs VALUES (1)");
      bound.set(transaction);
      Draft<Payload, NoSensitivePayload> draft =
          Draft.<Payload, NoSensitivePayload>of("a", "NEW", JournalContract.payload("a"));
      for (Draft<Payload, NoSensitivePayload> each :
          Set.of(draft, draft.exclusiveNames(Set.of(kind + "n")))) {
        var e =
            assertThrows(JournalException.class, () -> intents.begin(each, JournalContract.LEASE));
        assertTrue(e.getMessage().contains("part of somebody's transaction"), e.getMessage());
      }
      if (!bySql) {
        assertThrows(JournalException.class, () -> intents.find("a"));
      }
      assertEquals(bySql, transaction.getAutoCommit());
      assertEquals(1, rows(statement), "the foreign transaction is still under way");
      statement.execute("ROLLBACK");
      assertEquals(0, rows(statement), "nothing of the foreign transaction was committed");
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

  /**
   * Returns a connection that stays open when it is closed, as one that is bound to a transaction
   * does.
   */
  private static Connection unclosed(Connection connection) {
    return (Connection)
        Proxy.newProxyInstance(
            ForeignTransaction.class.getClassLoader(),
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
