package io.yiwang.journal;

import io.yiwang.callbacks.SeenCallbacks;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.IdempotencyKey;
import java.nio.file.Path;
import java.time.Duration;
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
 * <p>Personal data is stored only when a {@link PayloadCipher} is given. All methods throw {@link
 * JournalException} where the database fails.
 */
public final class Journal implements AutoCloseable {
  private final Store store;
  private final @Nullable PayloadCipher cipher;

  private Journal(Store store, @Nullable PayloadCipher cipher) {
    this.store = store;
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
   * The intents of one kind.
   *
   * @param kind the feature's name for them, such as {@code fine.payment}
   * @param book a record; later versions may add members that are {@code @Nullable}
   * @param personal a record, or {@link NoPersonal}
   */
  public <B, P> Intents<B, P> intents(String kind, Class<B> book, Class<P> personal) {
    return new Intents<>(store, kind, new Payloads<>(kind, book, personal, cipher));
  }

  /** What callbacks have been handled, on whichever node, in this journal's database. */
  public SeenCallbacks seenCallbacks() {
    return new SeenInDatabase(store);
  }

  /**
   * Erases the personal data of one citizen, in every kind: now where an intent is finished, at its
   * end where it is under way.
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
              "DELETE FROM yiwang_intent WHERE finished_at IS NOT NULL AND finished_at <= {now} - ?",
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
