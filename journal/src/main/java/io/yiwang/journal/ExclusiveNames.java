package io.yiwang.journal;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps names that only one unfinished intent of a gateway account may hold at a time. */
final class ExclusiveNames {
  /** The statement that frees the names of an intent, given its account, kind and id. */
  static final String FREE = "DELETE FROM yiwang_name WHERE account = ? AND kind = ? AND id = ?";

  private final Digests digests;
  private final String account;
  private final String kind;

  ExclusiveNames(Digests digests, String account, String kind) {
    this.digests = digests;
    this.account = account;
    this.kind = kind;
  }

  List<Name> of(Collection<String> texts) {
    return texts.stream()
        .map(text -> new Name(text, digests.held(text), digests.anyOf(text)))
        .toList();
  }

  /**
   * Holds a name as the application gave it, and its digests.
   *
   * @param held those to write
   * @param any every one that may have been written
   */
  record Name(String text, List<String> held, List<String> any) {
    /** Shows nothing: a name may be a person's. */
    @Override
    public String toString() {
      return "Name";
    }
  }

  /** Holds names for an intent. */
  void hold(Session session, String id, List<Name> names) throws SQLException {
    List<String> held = held(names);
    if (held.isEmpty()) {
      return;
    }
    List<Object> values = new ArrayList<>();
    for (String form : held) {
      values.addAll(List.of(account, form, kind, id));
    }
    int written =
        session.insertNew(
            "INSERT INTO yiwang_name (account, name, kind, id) VALUES "
                + places("(?, ?, ?, ?)", held.size()),
            values.toArray());
    if (written < held.size()) {
      throw new RacedException();
    }
  }

  /**
   * Writes an intent and holds its names in one statement, which is one round trip and one commit.
   *
   * @param insert the intent's INSERT ... SELECT, up to its WHERE
   * @return when it was begun; null, with nothing written, if an intent with its id exists, one of
   *     the names is held, or one statement cannot find out whether it is
   */
  @Nullable Instant holdWith(
      Session session, String insert, @Nullable Object[] parameters, String id, List<Name> names)
      throws SQLException {
    String visible = digests.namesVisible();
    if (visible == null) {
      return null;
    }
    List<String> any = names.stream().flatMap(name -> name.any().stream()).distinct().toList();
    List<String> held = held(names);
    List<@Nullable Object> values = new ArrayList<>(Arrays.asList(parameters));
    values.add(account);
    values.addAll(any);
    values.addAll(List.of(account, kind, id));
    values.addAll(held);
    String free =
        " WHERE NOT EXISTS (SELECT 1 FROM yiwang_name WHERE account = ? AND name IN ("
            + places("?", any.size())
            + "))"
            + visible;
    try {
      return session.first(
          "WITH begun AS ("
              + session.syntax().insertNew(insert + free)
              + " RETURNING created_at), held AS (INSERT INTO yiwang_name (account, name, kind, id)"
              + " SELECT ?, given.name, ?, ? FROM begun, (VALUES "
              + places("(CAST(? AS TEXT))", held.size())
              + ") AS given (name)) SELECT created_at FROM begun",
          row -> Instant.ofEpochMilli(row.getLong(1)),
          values.toArray());
    } catch (SQLException e) {
      if (session.syntax().isDuplicate(e)) {
        throw new RacedException();
      }
      throw e;
    }
  }

  /** Returns the digests to write for names, sorted, so that two nodes cannot deadlock. */
  private static List<String> held(List<Name> names) {
    return names.stream().flatMap(name -> name.held().stream()).distinct().sorted().toList();
  }

  private static String places(String place, int times) {
    return String.join(", ", Collections.nCopies(times, place));
  }

  /** Holds the name that another intent has, and that intent's id. */
  record Held(String text, String holderId) {
    /** Shows the holder alone: a name may be a person's. */
    @Override
    public String toString() {
      return "Held[" + holderId + "]";
    }
  }

  /** Returns the first of the names that another intent holds, or null if none is held. */
  @Nullable Held holder(Session session, List<Name> names) throws SQLException {
    digests.requireNamesVisible(session, account);
    Map<String, String> texts = new HashMap<>();
    names.forEach(name -> name.any().forEach(form -> texts.put(form, name.text())));
    List<Object> values = new ArrayList<>(List.of(account));
    values.addAll(texts.keySet());
    return session.first(
        "SELECT name, id FROM yiwang_name WHERE account = ? AND name IN ("
            + places("?", texts.size())
            + ")",
        row -> new Held(texts.getOrDefault(row.getString(1), ""), row.getString(2)),
        values.toArray());
  }
}
