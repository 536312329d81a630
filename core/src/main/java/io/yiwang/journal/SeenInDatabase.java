package io.yiwang.journal;

import io.yiwang.callbacks.SeenCallbacks;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The names of many processes, in one table. What they name is not in it. */
final class SeenInDatabase implements SeenCallbacks {
  private final Store store;

  SeenInDatabase(Store store) {
    this.store = store;
  }

  @Override
  public boolean isFirst(String nonce, Instant until) {
    String name = name("nonce", nonce);
    return store.write(
            session ->
                session.update(
                    "INSERT INTO yiwang_seen (name, revision, until) VALUES (?, 0, ?)"
                        + " ON CONFLICT DO NOTHING",
                    name,
                    until.toEpochMilli()))
        == 1;
  }

  @Override
  public Standing standing(String event, String object, long revision) {
    String eventName = name("event", event);
    String objectName = name("object", object);
    return store.read(
        session -> {
          if (revision(session, eventName) != null) {
            return Standing.REPEATED;
          }
          Long newest = revision(session, objectName);
          return newest != null && newest >= revision ? Standing.OUTDATED : Standing.NEW;
        });
  }

  private static @Nullable Long revision(Session session, String name) throws SQLException {
    return session.first(
        "SELECT revision FROM yiwang_seen WHERE name = ?", row -> row.getLong(1), name);
  }

  @Override
  public void handled(String event, String object, long revision, Instant until) {
    String eventName = name("event", event);
    String objectName = name("object", object);
    store.write(
        session ->
            put(session, eventName, revision, until) + put(session, objectName, revision, until));
  }

  private static int put(Session session, String name, long revision, Instant until)
      throws SQLException {
    return session.update(
        "INSERT INTO yiwang_seen (name, revision, until) VALUES (?, ?, ?)"
            + " ON CONFLICT (name) DO UPDATE SET"
            + " revision = CASE WHEN yiwang_seen.revision > excluded.revision"
            + " THEN yiwang_seen.revision ELSE excluded.revision END,"
            + " until = CASE WHEN yiwang_seen.until > excluded.until"
            + " THEN yiwang_seen.until ELSE excluded.until END",
        name,
        revision,
        until.toEpochMilli());
  }

  private static String name(String what, String text) {
    return Digests.plain(what + " " + text);
  }
}
