package io.yiwang.journal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/** Lets a test watch every message to a PostgreSQL server, and lose the message or its answer. */
final class ServerMessages {
  private ServerMessages() {}

  /** Sends one message. */
  interface Action {
    Object run() throws Throwable;
  }

  /** Decides what happens to a message. */
  interface Watch {
    Object around(Connection connection, boolean isCommit, Action message) throws Throwable;
  }

  /**
   * Returns a data source whose messages are watched; a BEGIN is sent together with the next
   * message.
   */
  static DataSource watched(DataSource source, Watch watch) {
    return proxy(
        DataSource.class, (itself, method, arguments) -> watched(source.getConnection(), watch));
  }

  /**
   * Returns a data source whose server ends the connection, once armed.
   *
   * @param atCommit whether it ends at the next commit, and not at the next message of any kind
   * @param after whether it ends after the server has done what the message asks
   */
  static DataSource cut(DataSource source, AtomicBoolean armed, boolean atCommit, boolean after) {
    return watched(
        source,
        (connection, isCommit, message) -> {
          if ((atCommit && !isCommit) || !armed.getAndSet(false)) {
            return message.run();
          }
          if (after) {
            message.run();
          }
          end(source, connection);
          connection.createStatement().execute("SELECT 1");
          throw new AssertionError("the connection is still there");
        });
  }

  private static void end(DataSource source, Connection connection) throws Exception {
    int pid = connection.unwrap(PGConnection.class).getBackendPID();
    try (Connection other = source.getConnection();
        Statement statement = other.createStatement()) {
      statement.execute("SELECT pg_terminate_backend(%d, 5000)".formatted(pid));
    }
  }

  private static Connection watched(Connection connection, Watch watch) {
    return proxy(
        Connection.class,
        (itself, method, arguments) -> {
          if (method.getName().equals("commit")) {
            return watch.around(connection, true, () -> invoke(connection, method, arguments));
          }
          Object result = invoke(connection, method, arguments);
          return result instanceof Statement statement
              ? proxy(
                  PreparedStatement.class,
                  (its, called, given) ->
                      called.getName().startsWith("execute")
                          ? watch.around(connection, false, () -> invoke(statement, called, given))
                          : invoke(statement, called, given))
              : result;
        });
  }

  static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object invoke(Object target, Method method, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
