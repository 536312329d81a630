package io.yiwang.journal;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the names of which only one unfinished intent in a gateway account may hold each. */
final class ExclusiveNames {
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
   * Holds a name as the application gave it, and as it is written.
   *
   * @param held what is written in its place
   * @param any what may have been
   */
  record Name(String text, List<String> held, List<String> any) {
    /** Shows nothing: a name may be a person's. */
    @Override
    public String toString() {
      return "Name";
    }
  }

  /** Holds names for an intent, in one order, so that two nodes cannot wait for each other. */
  void hold(Session session, String id, List<Name> names) throws SQLException {
    List<String> held =
        names.stream().flatMap(name -> name.held().stream()).distinct().sorted().toList();
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
                + String.join(", ", Collections.nCopies(held.size(), "(?, ?, ?, ?)")),
            values.toArray());
    if (written < held.size()) {
      throw new RacedException();
    }
  }

  /** Says which of the names is held, and by whom. */
  record Held(String text, String holderId) {
    /** Shows the holder alone: a name may be a person's. */
    @Override
    public String toString() {
      return "Held[" + holderId + "]";
    }
  }

  /** Returns which of the names another intent holds, if one does. */
  @Nullable Held holder(Session session, List<Name> names) throws SQLException {
    digests.requireSight(session, account);
    Map<String, String> texts = new HashMap<>();
    names.forEach(name -> name.any().forEach(form -> texts.put(form, name.text())));
    List<Object> values = new ArrayList<>(List.of(account));
    values.addAll(texts.keySet());
    return session.first(
        "SELECT name, id FROM yiwang_name WHERE account = ? AND name IN ("
            + String.join(", ", Collections.nCopies(texts.size(), "?"))
            + ")",
        row -> new Held(texts.getOrDefault(row.getString(1), ""), row.getString(2)),
        values.toArray());
  }

  /** Frees the names of an intent that has ended. */
  static void free(Session session, String account, String kind, String id) throws SQLException {
    session.update(
        "DELETE FROM yiwang_name WHERE account = ? AND kind = ? AND id = ?", account, kind, id);
  }
}
