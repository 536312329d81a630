package io.yiwang.journal;

import io.yiwang.Beta;
import io.yiwang.callbacks.CallbackDeduplicator;
import io.yiwang.internal.shared.Id;
import io.yiwang.signing.PayloadCipher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps durable intents: each is on disk before it is acted on, so that after any crash somebody
 * finds out what became of it. Thread-safe; one per process and database.
 *
 * <p>A journal is in a SQLite file, for one machine ({@link #at}), or on a database server, for
 * many ({@link #on}): PostgreSQL 12, MySQL 8.0, MariaDB 10.6, or newer. Leases and due times are
 * measured by the database's clock alone. The journal creates and upgrades its tables itself, or
 * you run the files in this jar's folder {@code yiwang-journal}; the names of the tables begin with
 * {@code yiwang_}.
 *
 * <p>Each intent belongs to one gateway account, by the name that {@link io.yiwang.Gateway#account}
 * returns. Several accounts may share a journal, and none sees or takes up another's intents. The
 * same id, such as an order number, may exist in each.
 *
 * <p>A journal written by an older Yiwang does not record the accounts of its intents, and cannot
 * be opened before {@link #assignAccount} has assigned them. From then on a process of the older
 * version that still has it open, as during a rolling upgrade, cannot write to it: its calls fail
 * with a {@link JournalException}, and a new process takes up its work when the lease has run out.
 *
 * <p>Personal data is stored only when a {@link PayloadCipher} is given. Subjects and exclusive
 * names are kept as digests under the cipher's key; without a cipher, exclusive names are plain
 * digests, which whoever has the database can guess. All methods throw {@link JournalException} if
 * the database fails.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 */
public class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final Store store;
  private final WorkerRegistry workers;
  private final JournalClock clock;
  private final Digests digests;
  private final @Nullable PayloadCipher cipher;

  Journal(Store store, @Nullable PayloadCipher cipher, JournalListener listener) {
    this.store = store;
    workers = new WorkerRegistry(store, listener, System::nanoTime);
    this.cipher = cipher;
    try {
      clock = new JournalClock(store, listener, System::nanoTime);
      digests = new Digests(store, cipher);
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
    if (store.isOpenedFromBackup()) {
      LOG.warn(
          "this journal is a backup, opened for the first time; what happened after it was taken"
              + " is not in it: run Recovery, and reconcile");
      JournalClock.report(listener::openedFromBackup);
    }
  }

  /**
   * Opens a journal in a SQLite file, which is created if it does not exist; it takes no personal
   * data. Several processes of one machine may open it. Needs {@code org.xerial:sqlite-jdbc} on the
   * class path.
   *
   * <p>Only the owner can read its files. Copy it with {@link #backupTo}, or while all processes
   * are stopped: while it is open, the main file is not complete, and a copy of that file alone is
   * refused.
   *
   * @throws JournalException if the driver is missing, the file is not a journal, is empty or has
   *     lost its log, or a newer Yiwang has created it
   */
  public static Journal at(Path file) {
    return builder(file).open();
  }

  /** Opens a journal in a SQLite file; personal data is encrypted by that cipher. */
  public static Journal at(Path file, PayloadCipher cipher) {
    return builder(file).cipher(cipher).open();
  }

  /**
   * Opens a journal in a PostgreSQL, MySQL or MariaDB database, for many nodes; it takes no
   * personal data.
   *
   * @param database the application's connection pool, which the journal does not close
   * @throws JournalException if the database is not supported, or has settings that the journal
   *     cannot work with; the text says what to do
   */
  public static Journal on(DataSource database) {
    return builder(database).open();
  }

  /** Opens a journal in a database; personal data is encrypted by that cipher. */
  public static Journal on(DataSource database, PayloadCipher cipher) {
    return builder(database).cipher(cipher).open();
  }

  /** Returns a builder of a journal in a SQLite file. */
  public static Builder builder(Path file) {
    return new Builder(null, () -> new SqliteStore(file));
  }

  /** Returns a builder of a journal in a PostgreSQL, MySQL or MariaDB database. */
  public static Builder builder(DataSource database) {
    return new Builder(database, null);
  }

  /**
   * Returns a builder of a journal in a database that Yiwang does not know.
   *
   * @param store is closed with the journal; for a database that is like PostgreSQL or MySQL, a
   *     {@link JdbcStore} with your own {@link Dialect}
   */
  @Beta
  public static Builder builder(Store store) {
    return new Builder(null, () -> store);
  }

  /**
   * Assigns everything that an older Yiwang has written into a file to a gateway account, and
   * upgrades the file. Call it once, before the journal is opened; a journal that does not need it
   * is left unchanged. It does all or nothing, even if the process crashes.
   *
   * @param account as {@link io.yiwang.Gateway#account} returns it from now on
   * @return how many intents were given their account
   */
  public static long assignAccount(Path file, String account) {
    Id.check(account, "account");
    return assignAccount(file, (kind, id) -> account);
  }

  /**
   * Assigns each intent to its own account, for a file that several gateways have shared.
   *
   * @param accountOf gives an intent's account from its kind, such as {@code fine.payment}, and its
   *     id, such as the order number
   */
  public static long assignAccount(Path file, BiFunction<String, String, String> accountOf) {
    return assigned(new SqliteStore(file, accountOf));
  }

  /** Assigns everything in a database to an account; older processes can then no longer use it. */
  public static long assignAccount(DataSource database, String account) {
    Id.check(account, "account");
    return assignAccount(database, (kind, id) -> account);
  }

  /** Assigns each intent to its own account, for a database that several gateways have shared. */
  public static long assignAccount(
      DataSource database, BiFunction<String, String, String> accountOf) {
    return assigned(
        new JdbcStore(database, Databases.dialect(database, Tables.DEFAULT), true, accountOf));
  }

  private static long assigned(Store store) {
    try (store) {
      return store.assigned();
    }
  }

  /**
   * Returns the intents of one kind in one gateway account.
   *
   * @param account as {@link io.yiwang.Gateway#account} returns it
   * @param kind the feature's name for them, such as {@code fine.payment}
   * @param payload a record; later versions may add members that are {@code @Nullable}
   * @param sensitivePayload a record, or {@link NoSensitivePayload}
   */
  public <B, P> IntentStore<B, P> intents(
      String account, String kind, Class<B> payload, Class<P> sensitivePayload) {
    Id.check(account, "account");
    return new IntentStore<>(
        store,
        workers,
        clock,
        digests,
        new IntentKind<>(
            account,
            kind,
            new Payloads<>(account, kind, payload, sensitivePayload, cipher),
            any -> false));
  }

  /**
   * Returns a deduplicator of the callbacks to one gateway account, shared by all nodes that use
   * this journal's database.
   *
   * @param account as {@link io.yiwang.Gateway#account} returns it
   */
  public CallbackDeduplicator callbackDeduplicator(String account) {
    return new DatabaseDeduplicator(store, Id.check(account, "account"));
  }

  /**
   * Returns the unfinished intents, of every account, that no process takes up: none has asked for
   * them for a minute. The workers ({@code Recovery}, {@code MessageOutbox}, {@code
   * MessageFollower}) look for such intents once a minute, and report them to {@link
   * JournalListener#unserved}.
   */
  public List<Unserved> unserved() {
    return workers.unserved();
  }

  /**
   * Erases the personal data of one citizen, in every kind and account: immediately from intents
   * that are finished, and at their end from those that are not.
   *
   * @param subject as given when the intents were begun
   */
  public Erasure erase(String subject) {
    return new Eraser(store, digests).erase(subject);
  }

  /**
   * Rewrites a journal's SQLite file without anything that was ever erased. That includes intents
   * that ended after {@link #erase}, and messages that were delivered or discarded, of which the
   * file's unused parts may still have traces. Writers wait meanwhile, some seconds for each
   * gigabyte: do it in a quiet hour.
   *
   * @return {@link Erasure.Remnants#NONE}, or {@link Erasure.Remnants#IN_THE_LOG} if a reader is
   *     using the log
   * @throws UnsupportedOperationException if the journal is on a database server, which has its own
   *     tools
   */
  public Erasure.Remnants compact() {
    return store.compact();
  }

  /**
   * Removes intents that finished longer ago than {@code age}, in every account, and the records of
   * callbacks that cannot come again. It removes a few at a time, so that no writer waits long.
   *
   * <p>Ages are measured by the journal's own times: time counts while it is open, or closed for
   * four days at most, so a clock that is wrong makes nothing old. Something may be kept longer
   * than asked, never shorter.
   *
   * @param age longer than anybody may still need an intent, as for reconciliation
   * @return how many intents were removed
   */
  public int purge(Duration age) {
    return new Purge(store).run(clock.now(), age);
  }

  /**
   * Removes in the same way, but intents of one gateway account only. Records of callbacks that
   * cannot come again are removed in every account, because nobody can miss them.
   */
  public int purge(String account, Duration age) {
    return new Purge(store).run(account, clock.now(), age);
  }

  /**
   * Copies a journal in a SQLite file while it is in use, as it is at one moment, with all
   * accounts. The copy gets its name only when it is complete; only its owner can read it, and it
   * opens like any journal.
   *
   * @param copy a file that does not exist yet
   * @throws JournalException if the file exists or cannot be written
   * @throws UnsupportedOperationException if the journal is on a database server, which has its own
   *     tools
   */
  public void backupTo(Path copy) {
    backupTo(copy, (bytes, total) -> {});
  }

  /** Makes a backup in the same way, and reports its progress. */
  public void backupTo(Path copy, BackupProgress progress) {
    store.backupTo(copy, progress);
  }

  @Override
  public void close() {
    store.close();
  }

  /** Collects a journal's settings. Not thread-safe. */
  public static final class Builder {
    private final @Nullable DataSource database;
    private final @Nullable Supplier<Store> store;
    private Tables tables = Tables.DEFAULT;
    private boolean mayCreateTables = true;
    private @Nullable PayloadCipher cipher;
    private JournalListener listener = new JournalListener() {};

    private Builder(@Nullable DataSource database, @Nullable Supplier<Store> store) {
      this.database = database;
      this.store = store;
    }

    /**
     * Sets what the names of the tables and their indexes begin with, in place of {@code yiwang_}.
     *
     * @param prefix 1 to 32 of a-z, 0-9 and _
     * @throws IllegalStateException if the journal's database is not given by a data source
     */
    public Builder tablePrefix(String prefix) {
      requireDatabase("tablePrefix");
      tables = new Tables(tables.schema(), prefix);
      return this;
    }

    /**
     * Sets the schema, or with MySQL the database, that has the tables; it must exist. By default,
     * it is the connection's own.
     *
     * @param schema exactly as it is spelled in the database
     * @throws IllegalStateException if the journal's database is not given by a data source
     */
    public Builder schema(String schema) {
      requireDatabase("schema");
      tables = new Tables(schema, tables.prefix());
      return this;
    }

    /**
     * Sets that no table is ever created or altered. Opening then fails if the tables are missing
     * or older, and names the files to run; a role needs only SELECT, INSERT, UPDATE and DELETE.
     * Without this call, the same happens to a role that has only these privileges.
     *
     * @throws IllegalStateException if the journal's database is not given by a data source
     */
    public Builder checkSchemaOnly() {
      requireDatabase("checkSchemaOnly");
      mayCreateTables = false;
      return this;
    }

    private void requireDatabase(String setting) {
      if (database == null) {
        throw new IllegalStateException(
            setting + " is for a journal in a database that is given by a data source");
      }
    }

    /** Sets what encrypts personal data; without it, the journal takes none. */
    public Builder cipher(PayloadCipher cipher) {
      this.cipher = cipher;
      return this;
    }

    /** Sets who is notified of what the journal notices about itself; the log alone by default. */
    public Builder listener(JournalListener listener) {
      this.listener = listener;
      return this;
    }

    /** Opens the journal, or creates it if it does not exist. */
    public Journal open() {
      return new Journal(store(), cipher, listener);
    }

    private Store store() {
      return database == null
          ? Objects.requireNonNull(store).get()
          : new JdbcStore(database, Databases.dialect(database, tables), mayCreateTables);
    }
  }
}
