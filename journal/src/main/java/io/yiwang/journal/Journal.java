package io.yiwang.journal;

import io.yiwang.callbacks.CallbackDeduplicator;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.Id;
import io.yiwang.value.IdempotencyKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Durable intents: written before the act, so that whatever dies, somebody finds out what became of
 * it. Thread-safe; one per process and database.
 *
 * <p>Two homes: a SQLite file for one machine ({@link #at}), where concurrent writes share a flush
 * of the disk, or a PostgreSQL database for many ({@link #on}). Leases and due times go by the
 * database's clock alone. The tables are made and migrated here; their names begin with {@code
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
 * <p>Personal data is stored only when a {@link PayloadCipher} is given. All methods throw {@link
 * JournalException} where the database fails.
 */
public final class Journal implements AutoCloseable {
  private final Store store;
  private final Served served;
  private final @Nullable PayloadCipher cipher;

  private Journal(Store store, @Nullable PayloadCipher cipher) {
    this.store = store;
    served = new Served(store);
    this.cipher = cipher;
  }

  /**
   * A journal in a SQLite file, made where it is not there yet; without personal data. Several
   * processes of one machine may open it. Needs {@code org.xerial:sqlite-jdbc} on the class path.
   *
   * @throws JournalException if the driver is missing, the file is something else, or a newer
   *     Yiwang has made it
   */
  public static Journal at(Path file) {
    return new Journal(new SqliteStore(file), null);
  }

  /** The same, with personal data encrypted by that cipher. */
  public static Journal at(Path file, PayloadCipher cipher) {
    return new Journal(new SqliteStore(file), cipher);
  }

  /**
   * A journal in a PostgreSQL database, for many nodes; without personal data.
   *
   * @param postgres pooled by the application, which also closes it
   */
  public static Journal on(DataSource postgres) {
    return new Journal(new PostgresStore(postgres), null);
  }

  /** The same, with personal data encrypted by that cipher. */
  public static Journal on(DataSource postgres, PayloadCipher cipher) {
    return new Journal(new PostgresStore(postgres), cipher);
  }

  /**
   * Says to which gateway account all belongs that an older Yiwang has written into a file, and
   * brings the file up to date. Call it once, before the journal is opened; a journal that needs it
   * no longer is left as it is. All or nothing, however it ends.
   *
   * @param account as {@link io.yiwang.Gateway#account} gives it from now on
   * @return how many intents were given their account
   */
  public static long assignAccount(Path file, String account) {
    Id.check(account, "account");
    return assignAccount(file, (kind, id) -> account);
  }

  /**
   * The same, where the payments and messages of several gateways stand in one journal.
   *
   * @param accountOf from an intent's kind, such as {@code fine.payment}, and its id, such as the
   *     order number, to its account
   */
  public static long assignAccount(Path file, BiFunction<String, String, String> accountOf) {
    return assigned(new SqliteStore(file, accountOf));
  }

  /** The same for a PostgreSQL database, whose older processes have no further use of it. */
  public static long assignAccount(DataSource postgres, String account) {
    Id.check(account, "account");
    return assignAccount(postgres, (kind, id) -> account);
  }

  /** The same, where the payments and messages of several gateways stand in one database. */
  public static long assignAccount(
      DataSource postgres, BiFunction<String, String, String> accountOf) {
    return assigned(new PostgresStore(postgres, accountOf));
  }

  private static long assigned(Store store) {
    try (store) {
      return store.assigned();
    }
  }

  /**
   * The intents of one kind in one gateway account.
   *
   * @param account as {@link io.yiwang.Gateway#account} gives it
   * @param kind the feature's name for them, such as {@code fine.payment}
   * @param payload a record; later versions may add members that are {@code @Nullable}
   * @param sensitivePayload a record, or {@link NoPersonal}
   */
  public <B, P> IntentStore<B, P> intents(
      String account, String kind, Class<B> payload, Class<P> sensitivePayload) {
    Id.check(account, "account");
    return new IntentStore<>(
        store,
        served,
        account,
        kind,
        new Payloads<>(account, kind, payload, sensitivePayload, cipher));
  }

  /**
   * What callbacks to one gateway account have been handled, on whichever node, in this journal's
   * database.
   *
   * @param account as {@link io.yiwang.Gateway#account} gives it
   */
  public CallbackDeduplicator callbackDeduplicator(String account) {
    return new DatabaseDeduplicator(store, Id.check(account, "account"));
  }

  /**
   * What is unfinished, in whichever account, and taken up by nobody: no process has asked for a
   * minute for what is due of it. The workers ({@code Recovery}, {@code MessageOutbox}, {@code
   * MessageFollower}) look now and then by themselves, and log a warning.
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
    String digest = digest(subject);
    Erasure erasure =
        store.write(
            session ->
                new Erasure(
                    session.update(
                        "UPDATE yiwang_intent SET personal = NULL, key_id = NULL, subject = NULL"
                            + " WHERE subject = ? AND finished_at IS NOT NULL",
                        digest),
                    session.update(
                        "UPDATE yiwang_intent SET erase_at_end = 1"
                            + " WHERE subject = ? AND finished_at IS NULL",
                        digest)));
    store.scrub();
    return erasure;
  }

  /**
   * Removes intents that finished longer ago than that, and callbacks that cannot come again.
   *
   * @param age longer than anybody may still ask, or reconcile
   * @return how many
   */
  public int purge(Duration age) {
    return store.write(
        session -> {
          session.update("DELETE FROM yiwang_seen WHERE until <= {now}");
          return session.update(
              "DELETE FROM yiwang_intent WHERE finished_at IS NOT NULL AND finished_at <= {now} -"
                  + " ?",
              age.toMillis());
        });
  }

  /** The same, of one gateway account alone. */
  public int purge(String account, Duration age) {
    return store.write(
        session -> {
          session.update("DELETE FROM yiwang_seen WHERE until <= {now}");
          return session.update(
              "DELETE FROM yiwang_intent WHERE account = ? AND finished_at IS NOT NULL"
                  + " AND finished_at <= {now} - ?",
              account,
              age.toMillis());
        });
  }

  /** What stands in the database in place of a text that is to be compared only. */
  static String digest(String text) {
    return IdempotencyKey.derived("journal", text).value();
  }

  @Override
  public void close() {
    store.close();
  }
}
