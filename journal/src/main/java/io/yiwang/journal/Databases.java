package io.yiwang.journal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes the database behind a data source by what the server reports, whichever driver is
 * used.
 */
final class Databases {
  private static final Pattern NUMBERS = Pattern.compile("([0-9]{1,5})\\.([0-9]{1,5})");

  /**
   * Finds in a version the databases that speak MySQL's or PostgreSQL's protocol and are neither.
   */
  private static final Pattern LOOKALIKE =
      Pattern.compile(
          "TiDB|OceanBase|openGauss|GaussDB|KingbaseES|CockroachDB|YugaByte|-YB-|Vitess|Redshift|"
              + "Greenplum|PolarDB-X|Dolt|SingleStore|StarRocks|MatrixOne|ClickHouse|Doris|Hologres|"
              + "RisingWave|Materialize|QuestDB|Spanner",
          Pattern.CASE_INSENSITIVE);

  private static final String SUPPORTED =
      "a journal is kept in PostgreSQL 12 or newer, MySQL 8.0 or newer, MariaDB 10.6 or newer, or,"
          + " for one machine, in a file (Journal.at)";

  private Databases() {}

  /** Holds the name and the version that a server reports. */
  private record Product(String name, String version) {}

  /**
   * Returns the dialect of a database.
   *
   * @throws JournalException if the database is not supported; the text names those that are
   */
  static Dialect dialect(DataSource source, Tables tables) {
    Product product = product(source);
    String name = product.name();
    String version = product.version();
    Matcher lookalike = LOOKALIKE.matcher(version);
    if (lookalike.find()) {
      throw unknown(lookalike.group() + " (" + version + ")");
    }
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "postgresql" -> {
        require(product, 12, 0);
        yield new PostgresDialect(tables);
      }
      case "mysql" -> {
        require(product, 8, 0);
        yield new MySqlDialect(tables);
      }
      case "mariadb" -> {
        require(product, 10, 6);
        yield new MySqlDialect(tables);
      }
      default -> throw unknown((name + " " + version).strip());
    };
  }

  private static JournalException unknown(String what) {
    return new JournalException(
        "the journal's database is "
            + what
            + ", which a journal does not know; "
            + SUPPORTED
            + "; another needs its own Dialect, see Journal.builder(Store)");
  }

  private static void require(Product product, int major, int minor) {
    Matcher numbers = NUMBERS.matcher(product.version());
    if (numbers.find()) {
      int itsMajor = Integer.parseInt(numbers.group(1));
      int itsMinor = Integer.parseInt(numbers.group(2));
      if (itsMajor > major || (itsMajor == major && itsMinor >= minor)) {
        return;
      }
    }
    throw new JournalException(
        "the journal's database is "
            + product.name()
            + " "
            + product.version()
            + ", which is too old; "
            + SUPPORTED);
  }

  private static Product product(DataSource source) {
    long start = System.nanoTime();
    Connection connection = JdbcStore.connection(source);
    try {
      String name = connection.getMetaData().getDatabaseProductName();
      String version = connection.getMetaData().getDatabaseProductVersion();
      return switch (name.toLowerCase(Locale.ROOT)) {
        case "postgresql" -> postgres(version, version(connection));
        case "mysql", "mariadb" -> mySql(version(connection));
        default -> new Product(name, oneLine(version));
      };
    } catch (SQLException e) {
      throw Failures.connecting(e, Duration.ofNanos(System.nanoTime() - start));
    } finally {
      JdbcStore.returnConnection(connection);
    }
  }

  /**
   * Distinguishes PostgreSQL from databases that its driver takes for it; the server's own version
   * names them.
   */
  private static Product postgres(String driversVersion, String serversVersion) {
    if (!serversVersion.startsWith("PostgreSQL")) {
      return new Product(serversVersion, "");
    }
    Matcher lookalike = LOOKALIKE.matcher(serversVersion);
    return new Product(
        "PostgreSQL", driversVersion + (lookalike.find() ? " " + lookalike.group() : ""));
  }

  /**
   * Distinguishes MySQL from MariaDB, which MySQL's driver takes for MySQL; older MariaDB servers
   * put 5.5.5- before their version.
   */
  private static Product mySql(String version) {
    return version.contains("MariaDB")
        ? new Product("MariaDB", version.replaceFirst("^5\\.5\\.5-(?=[0-9])", ""))
        : new Product("MySQL", version);
  }

  /** Returns the version that the server itself reports; a driver or a proxy may report another. */
  private static String version(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT VERSION()")) {
      return oneLine(row.next() ? row.getString(1) : null);
    }
  }

  private static String oneLine(@Nullable String text) {
    String line = text == null ? "" : text.lines().findFirst().orElse("");
    return line.length() > 100 ? line.substring(0, 100) : line;
  }
}
