package io.yiwang.journal;

import io.yiwang.callbacks.CallbackDeduplicator;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the callbacks that any process has seen for one gateway account, as digests in one
 * table. A digest under the account {@code *} was written before there were accounts, and counts
 * for each.
 */
final class DatabaseDeduplicator implements CallbackDeduplicator {
  private final Store store;
  private final String account;

  DatabaseDeduplicator(Store store, String account) {
    this.store = store;
    this.account = account;
  }

  @Override
  public boolean addNonce(String nonce, Instant until) {
    String name = name("nonce", nonce);
    return store.writeOne(
            session ->
                session.insertNew(
                    // yiwang_state always has this row: some databases take a SELECT without FROM
                    // only if it
                    // has no condition.
                    "INSERT INTO yiwang_seen (account, name, revision, until)"
                        + " SELECT ?, ?, 0, ? FROM yiwang_state"
                        + " WHERE yiwang_state.name = 'clock' AND NOT EXISTS (SELECT 1 FROM"
                        + " yiwang_seen s WHERE s.account = '*' AND s.name = ?)",
                    account,
                    name,
                    until.toEpochMilli(),
                    name))
        == 1;
  }

  @Override
  public EventState stateOf(String event, String object, long revision) {
    String eventName = name("event", event);
    String objectName = name("object", object);
    return store.read(
        session -> {
          if (revision(session, eventName) != null) {
            return EventState.REPEATED;
          }
          Long newest = revision(session, objectName);
          return newest != null && newest >= revision ? EventState.OUTDATED : EventState.NEW;
        });
  }

  private @Nullable Long revision(Session session, String name) throws SQLException {
    return session.first(
        "SELECT revision FROM yiwang_seen WHERE account IN (?, '*') AND name = ?"
            + " ORDER BY revision DESC LIMIT 1",
        row -> row.getLong(1),
        account,
        name);
  }

  @Override
  public void markHandled(String event, String object, long revision, Instant until) {
    String eventName = name("event", event);
    String objectName = name("object", object);
    store.write(
        session ->
            put(session, eventName, revision, until) + put(session, objectName, revision, until));
  }

  private int put(Session session, String name, long revision, Instant until) throws SQLException {
    int isNew =
        session.insertNew(
            "INSERT INTO yiwang_seen (account, name, revision, until) VALUES (?, ?, ?, ?)",
            account,
            name,
            revision,
            until.toEpochMilli());
    return isNew == 1
        ? 1
        : session.update(
            "UPDATE yiwang_seen SET revision = CASE WHEN revision > ? THEN revision ELSE ? END,"
                + " until = CASE WHEN until > ? THEN until ELSE ? END"
                + " WHERE account = ? AND name = ?",
            revision,
            revision,
            until.toEpochMilli(),
            until.toEpochMilli(),
            account,
            name);
  }

  private static String name(String what, String text) {
    return Digests.plain(what + " " + text);
  }
}
