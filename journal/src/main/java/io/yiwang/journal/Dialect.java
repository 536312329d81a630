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
 * Describes what is particular to one kind of database: how the journal's tables are created, which
 * settings the journal can work with, and what errors mean. To support another database, extend
 * {@link PostgresDialect} or {@link MySqlDialect}, whichever it resembles, and open the journal
 * with {@code Journal.builder(new JdbcStore(dataSource, dialect))}. {@code JournalContract}, in
 * this module's test-jar, checks that it does all that a journal needs.
 */
@Beta
public abstract class Dialect extends SqlSyntax {
  /** Makes a dialect for tables with these names. */
  protected Dialect(Tables tables) {
    super(tables);
  }

  /** Returns the database's name, as error texts use it. */
  protected abstract String name();

  /**
   * Returns the names of the files with the statements that create the tables, in order: {@code
   * V1__intents.sql}, and so on. Each file upgrades the tables to the version in its name, and ends
   * by inserting that version into {@code yiwang_schema}. See {@link #file}.
   */
  protected abstract List<String> migrations();

  /** Returns the text of one of {@link #migrations}. */
  protected abstract String migration(String name);

  /** Returns the folder of {@link #migrations} in the jar, as error texts use it. */
  protected abstract String migrationFolder();

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

  /** Returns whether the tables exist, as far as this role can see. */
  protected abstract boolean hasTables(Session session) throws SQLException;

  /**
   * Runs work while no other node creates or upgrades the tables.
   *
   * @param work is run when it is this node's turn
   */
  protected abstract long exclusively(Session session, Store.Work<Long> work) throws SQLException;

  /**
   * Refuses a server whose settings could lose or falsify what is written.
   *
   * @throws JournalException naming the setting and the value that it needs
   */
  protected abstract void checkSettings(Session session) throws SQLException;

  /** Returns whether READ COMMITTED is the default isolation. */
  protected abstract boolean isReadCommitted(Session session) throws SQLException;

  /**
   * Returns whether SET TRANSACTION applies to the next transaction, and fails with SQL state 25001
   * inside one. If so, it is sent before each transaction, and a connection that is already in one,
   * distributed or begun by a statement, is refused.
   */
  protected boolean isIsolationSetBefore() {
    return false;
  }

  /**
   * Returns whether a connection is in a transaction although it reports autocommit: a distributed
   * one, or one that a statement began. False unless the driver can find out without asking the
   * server.
   */
  protected boolean isEnlisted(Connection connection) {
    return false;
  }

  /**
   * Returns whether a transaction is under way on a connection without autocommit; true if that
   * cannot be found out.
   */
  protected abstract boolean isInTransaction(Session session) throws SQLException;

  /**
   * Returns whether a transaction failed, having written nothing, because of concurrent ones, so
   * that it should be run again.
   */
  protected boolean isRetryable(SQLException e) {
    String state = e.getSQLState();
    return "40001".equals(state) || "40P01".equals(state);
  }

  /** Returns whether a statement failed because this role lacks a privilege. */
  protected boolean isForbidden(SQLException e) {
    return Failures.isForbidden(e);
  }

  /** Returns what a failure means and what to do, to complete "the journal's database ...". */
  protected String meaning(SQLException e) {
    return Failures.meaning(e);
  }

  /** Returns the tool that compacts the database, as error texts use it. */
  protected abstract String compactionTool();

  /** Returns the tool that backs the database up, as error texts use it. */
  protected abstract String backupTool();

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
