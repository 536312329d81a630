package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.Beta;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Knows what one kind of database does in its own way: how its tables are made, which of its
 * settings the journal can work with, and what its failures mean. To bring another database, extend
 * {@link PostgresDialect} or {@link MySqlDialect}, whichever it resembles, and open the journal
 * with {@code Journal.builder(new JdbcStore(dataSource, dialect))}. {@code JournalContract}, in
 * this module's test-jar, checks whether it does all that a journal needs.
 */
@Beta
public abstract class Dialect extends SqlSyntax {
  /** Makes a dialect for tables of these names. */
  protected Dialect(Tables tables) {
    super(tables);
  }

  /** Returns the database's name, as error texts have it. */
  protected abstract String name();

  /**
   * Returns the names of the files with the statements that make the tables, in order: {@code
   * V1__intents.sql}, and so on. A file takes the tables to the version in its name, and ends by
   * writing that into {@code yiwang_schema}. See {@link #file}.
   */
  protected abstract List<String> migrations();

  /** Returns the text of one of {@link #migrations}. */
  protected abstract String migration(String name);

  /** Returns where {@link #migrations} are found, as error texts have it. */
  protected abstract String migrationsAt();

  /** Reads a text file that is in the same jar as a class. */
  protected static String file(Class<?> beside, String path) {
    try (InputStream in = beside.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException(path + " is missing from the jar of " + beside.getName());
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(path + " cannot be read", e);
    }
  }

  /** Returns whether the tables are there, as far as this role can see. */
  protected abstract boolean hasTables(Session session) throws SQLException;

  /**
   * Makes sure that one node at a time makes or changes the tables.
   *
   * @param making is called when it is this node's turn
   */
  protected abstract long whenAlone(Session session, Store.Work<Long> making) throws SQLException;

  /**
   * Refuses a server whose settings would lose or falsify what was written.
   *
   * @throws JournalException says which setting, and to what it has to be set
   */
  protected abstract void checkSettings(Session session) throws SQLException;

  /** Returns whether a transaction is READ COMMITTED where nobody says so. */
  protected abstract boolean isReadCommitted(Session session) throws SQLException;

  /**
   * Returns whether SET TRANSACTION is for the transaction that comes next, and fails with SQL
   * state 25001 where one has begun. It is then sent before each transaction; a connection that is
   * in one, distributed or begun by a statement, is refused.
   */
  protected boolean isIsolationSetBefore() {
    return false;
  }

  /**
   * Returns whether a connection that commits by itself, as it says, is in a transaction all the
   * same: a distributed one, or one that a statement has begun. False unless the driver can tell
   * without asking the server.
   */
  protected boolean isEnlisted(Connection connection) {
    return false;
  }

  /**
   * Returns whether somebody's transaction is under way on a connection that does not commit by
   * itself. Where that cannot be found out: true.
   */
  protected abstract boolean isInTransaction(Session session) throws SQLException;

  /**
   * Returns whether nothing was written because of what others did at the same time, so that the
   * whole transaction is to be done once more.
   */
  protected boolean isRetryable(SQLException e) {
    String state = e.getSQLState();
    return "40001".equals(state) || "40P01".equals(state);
  }

  /** Returns whether this role was refused a right. */
  protected boolean isForbidden(SQLException e) {
    return Failures.isForbidden(e);
  }

  /** Returns what a failure means and what to do, as the end of "the journal's database ...". */
  protected String meaning(SQLException e) {
    return Failures.meaning(e);
  }

  /** Returns what the database is compacted with. */
  protected abstract String compacting();

  /** Returns what the database is backed up with. */
  protected abstract String backingUp();

  /** Returns the statements of one of the files, without comments. */
  final List<String> statements(String migration) {
    String text =
        migration(migration)
            .lines()
            .filter(line -> !line.startsWith("--"))
            .collect(Collectors.joining("\n"));
    List<String> all = new ArrayList<>();
    for (String statement : text.split(";\\s*(\\n|$)", -1)) {
      if (!statement.isBlank()) {
        all.add(statement.strip());
      }
    }
    return all;
  }
}
