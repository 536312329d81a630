package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.Beta;
import io.yiwang.callbacks.CallbackDeduplicator;
import io.yiwang.internal.shared.Id;
import io.yiwang.signing.PayloadCipher;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps durable intents: each is written before the act, so that whatever dies, somebody finds out
 * what became of it. Thread-safe; one per process and database.
 *
 * <p>Two homes: a SQLite file for one machine ({@link #at}), where concurrent writes share a flush
 * of the disk, or a database server for many ({@link #on}): PostgreSQL 12, MySQL 8.0, MariaDB 10.6,
 * or newer. Leases and due times go by the database's clock alone. The tables are made and migrated
 * here, or by the files in this jar's {@code yiwang-journal}; their names begin with {@code
 * yiwang_}.
 *
 * <p>Everything in it belongs to one gateway account, by the name that {@link
 * io.yiwang.Gateway#account} gives: several accounts may share a journal, and none sees or takes up
 * what is another's. The same id, such as an order number, may exist in each.
 *
 * <p>A journal that an older Yiwang has written does not say whose its intents are, and is not
 * opened before {@link #assignAccount} has said so. From then on a process of that older Yiwang
 * that still has it open, as during a rolling upgrade, can write nothing into it and take nothing
 * up: each of its steps fails with a {@link JournalException}, and what it was at is taken up by a
 * new process when the lease has run out.
 *
 * <p>Personal data is stored only when a {@link PayloadCipher} is given. Whose it is, and which
 * exclusive names are held, is kept as a digest under the cipher's key; without a cipher, exclusive
 * names are plain digests, which whoever has the database can guess. All methods throw {@link
 * JournalException} where the database fails.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 */
public class Journal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final Store store;
  private final Served served;
  private final JournalClock clock;
  private final Digests digests;
  private final @Nullable PayloadCipher cipher;

  Journal(Store store, @Nullable PayloadCipher cipher, JournalListener listener) {
    this.store = store;
    served = new Served(store, listener, System::nanoTime);
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
   * Opens a journal in a SQLite file, made where it is not there yet; without personal data.
   * Several processes of one machine may open it. Needs {@code org.xerial:sqlite-jdbc} on the class
   * path.
   *
   * <p>Its files are for their owner alone. Copy it with {@link #backupTo}, or with all processes
   * stopped: while it is open, the main file is not the whole of it, and a copy of that file alone
   * is refused.
   *
   * @throws JournalException if the driver is missing, the file is something else, is empty or has
   *     lost its log, or a newer Yiwang has made it
   */
  public static Journal at(Path file) {
    return builder(file).open();
  }

  /** Opens a journal in a SQLite file, with personal data encrypted by that cipher. */
  public static Journal at(Path file, PayloadCipher cipher) {
    return builder(file).cipher(cipher).open();
  }

  /**
   * Returns a journal in a PostgreSQL, MySQL or MariaDB database, for many nodes; without personal
   * data.
   *
   * @param database pooled by the application, which also closes it
   * @throws JournalException if it is another database, or one that the journal cannot work with as
   *     it is; the text says what to do
   */
  public static Journal on(DataSource database) {
    return builder(database).open();
  }

  /** Opens a journal in a database, with personal data encrypted by that cipher. */
  public static Journal on(DataSource database, PayloadCipher cipher) {
    return builder(database).cipher(cipher).open();
  }

  /** Starts describing a journal in a SQLite file. */
  public static Builder builder(Path file) {
    return new Builder(null, () -> new SqliteStore(file));
  }

  /** Starts describing a journal in a PostgreSQL, MySQL or MariaDB database. */
  public static Builder builder(DataSource database) {
    return new Builder(database, null);
  }

  /**
   * Starts describing a journal in a database that Yiwang does not know by itself.
   *
   * @param store closed with the journal; for what is like PostgreSQL or MySQL, a {@link JdbcStore}
   *     with a {@link Dialect} of your own
   */
  @Beta
  public static Builder builder(Store store) {
    return new Builder(null, () -> store);
  }

  /**
   * Assigns everything that an older Yiwang has written into a file to a gateway account, and
   * upgrades the file. Call it once, before the journal is opened; a journal that no longer needs it
   * is left as it is. It does all or nothing, however it ends.
   *
   * @param account as {@link io.yiwang.Gateway#account} gives it from now on
   * @return how many intents were given their account
   */
  public static long assignAccount(Path file, String account) {
    Id.check(account, "account");
    return assignAccount(file, (kind, id) -> account);
  }

  /**
   * Assigns each intent to its own account, for a file that several gateways have shared.
   *
   * @param accountOf from an intent's kind, such as {@code fine.payment}, and its id, such as the
   *     order number, to its account
   */
  public static long assignAccount(Path file, BiFunction<String, String, String> accountOf) {
    return assigned(new SqliteStore(file, accountOf));
  }

  /** Assigns everything in a database to an account; older processes can no longer use it then. */
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
   * @param account as {@link io.yiwang.Gateway#account} gives it
   * @param kind the feature's name for them, such as {@code fine.payment}
   * @param payload a record; later versions may add members that are {@code @Nullable}
   * @param sensitivePayload a record, or {@link NoSensitivePayload}
   */
  public <B, P> IntentStore<B, P> intents(
      String account, String kind, Class<B> payload, Class<P> sensitivePayload) {
    Id.check(account, "account");
    return new IntentStore<>(
        store,
        served,
        clock,
        digests,
        new IntentKind<>(
            account,
            kind,
            new Payloads<>(account, kind, payload, sensitivePayload, cipher),
            any -> false));
  }

  /**
   * Returns what callbacks to one gateway account have been handled, on whichever node, in this
   * journal's database.
   *
   * @param account as {@link io.yiwang.Gateway#account} gives it
   */
  public CallbackDeduplicator callbackDeduplicator(String account) {
    return new DatabaseDeduplicator(store, Id.check(account, "account"));
  }

  /**
   * Returns what is unfinished, in whichever account, and taken up by nobody: no process has asked
   * for a minute for what is due of it. The workers ({@code Recovery}, {@code MessageOutbox},
   * {@code MessageFollower}) look once a minute by themselves, and report it to {@link
   * JournalListener#unserved}.
   */
  public List<Unserved> unserved() {
    return served.unserved();
  }

  /**
   * Erases the personal data of one citizen, in every kind and account: now where an intent is
   * finished, at its end where it is under way.
   *
   * @param subject as given when the intents were begun
   */
  public Erasure erase(String subject) {
    List<String> forms = digests.anyOf(subject);
    List<byte[]> gone = new ArrayList<>();
    int[] erased =
        store.write(
            session -> {
              digests.requireAllSubjects(session);
              gone.clear();
              int now = 0;
              int atTheirEnd = 0;
              for (String form : forms) {
                gone.addAll(
                    session.all(
                        "SELECT personal FROM yiwang_intent WHERE subject = ?"
                            + " AND finished_at IS NOT NULL AND personal IS NOT NULL",
                        row -> row.getBytes(1),
                        form));
                now +=
                    session.update(
                        "UPDATE yiwang_intent SET personal = NULL, key_id = NULL, subject = NULL"
                            + " WHERE subject = ? AND finished_at IS NOT NULL",
                        form);
                atTheirEnd +=
                    session.update(
                        "UPDATE yiwang_intent SET erase_at_end = 1"
                            + " WHERE subject = ? AND finished_at IS NULL",
                        form);
              }
              return new int[] {now, atTheirEnd};
            });
    store.erased();
    if (erased[1] == 0) {
      forms.forEach(form -> gone.add(form.getBytes(US_ASCII)));
    }
    return new Erasure(erased[0], erased[1], store.scrub(gone));
  }

  /**
   * Rewrites a journal in a SQLite file without anything that was erased, whenever that was: also
   * intents that ended after {@link #erase}, and messages that were delivered or discarded, of
   * which the file's unused parts may still have something. Whoever writes waits meanwhile, some
   * seconds for each gigabyte: for a quiet hour.
   *
   * @return what is left: {@link Erasure.Remnants#NONE}, or what the log has because somebody reads
   *     it just now
   * @throws UnsupportedOperationException if the journal is on a database server, which has tools
   *     of its own
   */
  public Erasure.Remnants compact() {
    return store.compact();
  }

  /**
   * Removes intents that finished longer ago than that, in every account, and callbacks that cannot
   * come again. A few at a time: nobody who writes meanwhile waits long.
   *
   * <p>Ages are reckoned by times that the journal itself wrote, and only time in which it was open
   * counts, or in which it was closed for four days at most; so a machine's clock that is wrong
   * makes nothing old. Something may be kept longer than asked, and is never kept shorter.
   *
   * @param age longer than anybody may still ask, or reconcile
   * @return how many
   */
  public int purge(Duration age) {
    return new Purge(store).run(clock.now(), age);
  }

  /**
   * Removes in the same way, from one gateway account only. Callbacks that cannot come again are
   * removed from every account, since nobody can miss them.
   */
  public int purge(String account, Duration age) {
    return new Purge(store).run(account, clock.now(), age);
  }

  /**
   * Copies a journal in a SQLite file, while it is in use, as it is at one moment: all accounts.
   * The copy is whole when it is there under that name, for its owner alone, and opens like any
   * journal.
   *
   * @param copy a file that is not there yet
   * @throws JournalException if there is a file of that name, or it cannot be written
   * @throws UnsupportedOperationException if the journal is on a database server, which has tools
   *     of its own
   */
  public void backupTo(Path copy) {
    backupTo(copy, (bytes, of) -> {});
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
    private boolean making = true;
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
     * @throws IllegalStateException if the journal is not in a database that is given by a data
     *     source
     */
    public Builder tablePrefix(String prefix) {
      requireDatabase("tablePrefix");
      tables = new Tables(tables.schema(), prefix);
      return this;
    }

    /**
     * Sets the schema, or with MySQL the database, that has the tables; it must be there. Without,
     * they are where the connection looks by itself.
     *
     * @param schema exactly as it is written in the database
     * @throws IllegalStateException if the journal is not in a database that is given by a data
     *     source
     */
    public Builder schema(String schema) {
      requireDatabase("schema");
      tables = new Tables(schema, tables.prefix());
      return this;
    }

    /**
     * Never creates or alters a table: opening fails where the tables are not there, or are older,
     * and names the files that somebody has to run. SELECT, INSERT, UPDATE and DELETE are then all
     * the rights that a role needs. Without this call it is the same for a role that has no more
     * rights.
     *
     * @throws IllegalStateException if the journal is not in a database that is given by a data
     *     source
     */
    public Builder checkSchemaOnly() {
      requireDatabase("checkSchemaOnly");
      making = false;
      return this;
    }

    private void requireDatabase(String setting) {
      if (database == null) {
        throw new IllegalStateException(
            setting + " is for a journal in a database that is given by a data source");
      }
    }

    /** Sets what encrypts personal data; without, the journal takes none. */
    public Builder cipher(PayloadCipher cipher) {
      this.cipher = cipher;
      return this;
    }

    /** Sets who is notified of what the journal notices about itself; the log alone by default. */
    public Builder listener(JournalListener listener) {
      this.listener = listener;
      return this;
    }

    /** Opens the journal, or makes it where there is none. */
    public Journal open() {
      return new Journal(store(), cipher, listener);
    }

    private Store store() {
      return database == null
          ? Objects.requireNonNull(store).get()
          : new JdbcStore(database, Databases.dialect(database, tables), making);
    }
  }
}
