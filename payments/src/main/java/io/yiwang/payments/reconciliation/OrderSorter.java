package io.yiwang.payments.reconciliation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * Sorts the lines of all three sources by order number, in constant memory: SQLite sorts them in a
 * file that is deleted afterwards.
 */
final class OrderSorter implements AutoCloseable {
  /** Names where a line comes from. */
  enum Source {
    OUR_PAYMENT,
    OUR_REFUND,
    CHANNEL,
    GATEWAY,
    /** Not a line: notes that a decision of this order was paid by more than one payment. */
    PAID_TWICE
  }

  /**
   * Holds a line of one of the sources.
   *
   * @param reference distinguishes charges or payments of the same order
   * @param note what only our own lines have, as their types write it
   */
  record Line(
      Source source, String orderNo, long paid, long refunded, String reference, String note) {}

  /** Receives the lines, with those of an order one after the other. */
  interface LineConsumer {
    void accept(Line line) throws IOException;
  }

  private static final String LINES =
      "CREATE TABLE line (order_no TEXT, book TEXT, paid INTEGER, refunded INTEGER,"
          + " reference TEXT, note TEXT)";
  private static final String DECISIONS =
      "CREATE TABLE decision (number TEXT, payment TEXT, order_no TEXT, amount INTEGER)";

  /**
   * Finds decisions with more than one payment and more money than the largest of them: one that
   * was refunded does not count.
   */
  private static final String FIND_TWICE =
      "INSERT INTO line SELECT DISTINCT order_no, ?, 0, 0, '', '' FROM decision WHERE number IN"
          + " (SELECT number FROM decision GROUP BY number"
          + " HAVING count(DISTINCT payment) > 1 AND sum(amount) > max(amount))";

  private final Path file;
  private final Connection connection;
  private final PreparedStatement addLine;
  private final PreparedStatement addDecision;

  /**
   * Makes a sorter that has its file in a folder.
   *
   * @throws IllegalStateException if the driver is missing
   * @throws IllegalArgumentException if the folder's path has a question mark: the driver would use
   *     another file, and leave it behind
   */
  OrderSorter(Path folder) throws IOException {
    if (folder.toAbsolutePath().toString().contains("?")) {
      throw new IllegalArgumentException("the path of the work folder must not contain ?");
    }
    file = Files.createTempFile(folder, "reconciliation", ".db");
    try {
      Properties settings = new Properties();
      // The driver would query the generated key after every insert, which takes longer than it.
      settings.setProperty("jdbc.get_generated_keys", "false");
      connection = DriverManager.getConnection("jdbc:sqlite:" + file.toAbsolutePath(), settings);
      // The file is deleted after the run, so nothing has to survive a crash.
      for (String sql :
          new String[] {
            "PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", LINES, DECISIONS, "BEGIN"
          }) {
        try (Statement statement = connection.createStatement()) {
          statement.execute(sql);
        }
      }
      addLine = connection.prepareStatement("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)");
      addDecision = connection.prepareStatement("INSERT INTO decision VALUES (?, ?, ?, ?)");
    } catch (SQLException e) {
      Files.deleteIfExists(file);
      if ("08001".equals(e.getSQLState())) {
        throw new IllegalStateException(
            "reconciliation needs the SQLite driver; add org.xerial:sqlite-jdbc", e);
      }
      throw failed(e);
    }
  }

  void add(Line line) throws IOException {
    try {
      addLine.setString(1, line.orderNo);
      addLine.setString(2, line.source.name());
      addLine.setLong(3, line.paid);
      addLine.setLong(4, line.refunded);
      addLine.setString(5, line.reference);
      addLine.setString(6, line.note);
      addLine.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  /** Adds what was paid or refunded for a decision. */
  void addDecision(String number, String paymentId, String orderNo, long amount)
      throws IOException {
    try {
      addDecision.setString(1, number);
      addDecision.setString(2, paymentId);
      addDecision.setString(3, orderNo);
      addDecision.setLong(4, amount);
      addDecision.executeUpdate();
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  void forEach(LineConsumer each) throws IOException {
    try (PreparedStatement twice = connection.prepareStatement(FIND_TWICE);
        Statement sorted = connection.createStatement()) {
      twice.setString(1, Source.PAID_TWICE.name());
      twice.executeUpdate();
      try (ResultSet rows = sorted.executeQuery("SELECT * FROM line ORDER BY order_no")) {
        while (rows.next()) {
          each.accept(
              new Line(
                  Source.valueOf(rows.getString(2)),
                  rows.getString(1),
                  rows.getLong(3),
                  rows.getLong(4),
                  rows.getString(5),
                  rows.getString(6)));
        }
      }
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  private static IOException failed(SQLException e) {
    return new IOException("the working file of the reconciliation failed; is its disk full?", e);
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw failed(e);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
