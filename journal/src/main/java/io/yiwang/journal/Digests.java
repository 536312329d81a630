package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.IdempotencyKey;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the digests that the database holds in place of subjects and exclusive names. With a cipher
 * they are keyed, so that whoever has only the database cannot find an identity number by trying
 * all of them. Thread-safe.
 *
 * <p>A keyed digest is written as {@code keyId:digest}. An older journal, or one without a cipher,
 * has plain digests, which have no colon; they are replaced when the journal is first opened with a
 * cipher.
 *
 * <p>A name is held under every key that the cipher knows, so that it stays exclusive while one
 * node after the other is given a new key.
 */
final class Digests {
  private static final String KEYED = "digests keyed";
  private static final int BYTES = 24;

  /** Not an empty text, which some databases take for NULL. */
  private static final String BEFORE_ALL = " ";

  private static final int PAGE = 500;

  private final Store store;
  private final @Nullable PayloadCipher cipher;

  /** The keys that others used and that this cipher does not know. */
  private final Set<String> unknown;

  Digests(Store store, @Nullable PayloadCipher cipher) {
    this.store = store;
    this.cipher = cipher;
    if (cipher == null) {
      unknown = Set.of();
      return;
    }
    unknown =
        store.write(
            session -> {
              session.insertNew("INSERT INTO yiwang_key (key_id) VALUES (?)", cipher.keyId());
              return unknown(session, cipher);
            });
    if (!store.read(Digests::isKeyed)) {
      replacePlain(cipher);
    }
  }

  private static Set<String> unknown(Session session, PayloadCipher cipher) throws SQLException {
    Set<String> keys =
        new HashSet<>(session.all("SELECT key_id FROM yiwang_key", row -> row.getString(1)));
    keys.removeAll(cipher.keyIds());
    return keys;
  }

  private static boolean isKeyed(Session session) throws SQLException {
    return session.first(
            "SELECT value FROM yiwang_state WHERE name = ?", row -> row.getLong(1), KEYED)
        != null;
  }

  /**
   * Replaces plain digests a page at a time, each in its own transaction, so that a crash halfway
   * does no harm.
   */
  private void replacePlain(PayloadCipher cipher) {
    replacePlain(
        cipher,
        (session, after) ->
            session.all(
                "SELECT DISTINCT subject FROM yiwang_intent WHERE subject > ?"
                    + " ORDER BY subject LIMIT ?",
                row -> row.getString(1),
                after,
                PAGE),
        (session, keyed, plain) ->
            session.update("UPDATE yiwang_intent SET subject = ? WHERE subject = ?", keyed, plain));
    for (String account :
        store.read(
            session ->
                session.all("SELECT DISTINCT account FROM yiwang_name", row -> row.getString(1)))) {
      replacePlain(
          cipher,
          (session, after) ->
              session.all(
                  "SELECT name FROM yiwang_name WHERE account = ? AND name > ?"
                      + " ORDER BY name LIMIT ?",
                  row -> row.getString(1),
                  account,
                  after,
                  PAGE),
          (session, keyed, plain) ->
              session.update(
                  "UPDATE yiwang_name SET name = ? WHERE account = ? AND name = ?",
                  keyed,
                  account,
                  plain));
    }
    store.write(
        session ->
            session.insertNew("INSERT INTO yiwang_state (name, value) VALUES (?, 1)", KEYED));
    store.erased();
  }

  /** Finds the digests that follow one, in order. */
  private interface Finding {
    List<String> after(Session session, String digest) throws SQLException;
  }

  /** Replaces a plain digest by a keyed one. */
  private interface Replacing {
    int put(Session session, String keyed, String plain) throws SQLException;
  }

  private void replacePlain(PayloadCipher cipher, Finding finding, Replacing replacing) {
    String after = BEFORE_ALL;
    List<String> page;
    do {
      String from = after;
      page = store.read(session -> finding.after(session, from));
      List<String> plain = page.stream().filter(digest -> digest.indexOf(':') < 0).toList();
      if (!plain.isEmpty()) {
        store.write(
            session -> {
              int replaced = 0;
              for (String digest : plain) {
                replaced += replacing.put(session, keyed(cipher, cipher.keyId(), digest), digest);
              }
              return replaced;
            });
      }
      if (!page.isEmpty()) {
        after = page.get(page.size() - 1);
      }
    } while (page.size() == PAGE);
  }

  /** Returns the plain digest of a text. */
  static String plain(String text) {
    return IdempotencyKey.derived("journal", text).value();
  }

  private static String keyed(PayloadCipher cipher, String keyId, String plain) {
    try {
      byte[] digest = cipher.digest(keyId, plain.getBytes(US_ASCII));
      return keyId
          + ':'
          + Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
    } catch (GeneralSecurityException e) {
      throw new JournalException("a digest under key " + keyId + " could not be made");
    }
  }

  /** Returns the digest to write in place of a subject. */
  String subject(String subject) {
    if (cipher == null) {
      throw new IllegalArgumentException(
          "an intent with a subject needs a journal with a cipher, under whose key the subject's"
              + " digest is; open it with Journal.at(file, cipher) or Journal.on(database,"
              + " cipher)");
    }
    return keyed(cipher, cipher.keyId(), plain(subject));
  }

  /** Returns every digest that may have been written for a text, under any key. */
  List<String> anyOf(String text) {
    List<String> forms = new ArrayList<>(held(text));
    if (cipher != null) {
      forms.add(plain(text));
    }
    return forms;
  }

  /** Returns the digests to write for an exclusive name, one for each key. */
  List<String> held(String name) {
    String plain = plain(name);
    PayloadCipher keys = cipher;
    return keys == null
        ? List.of(plain)
        : keys.keyIds().stream().sorted().map(keyId -> keyed(keys, keyId, plain)).toList();
  }

  /**
   * Returns an SQL condition that holds where {@link #requireNamesVisible} does not throw, to be
   * appended to others; null if only that method can find out.
   */
  @Nullable String namesVisible() {
    if (cipher == null) {
      return " AND NOT EXISTS (SELECT 1 FROM yiwang_state WHERE name = '" + KEYED + "')";
    }
    return unknown.isEmpty() ? "" : null;
  }

  /**
   * Throws if an account has names under keys that this cipher does not know, so that a conflict
   * with them would go unnoticed.
   */
  void requireNamesVisible(Session session, String account) throws SQLException {
    PayloadCipher keys = cipher;
    if (keys == null) {
      if (isKeyed(session)) {
        throw new JournalException(
            "this journal's exclusive names are digests under a key, and it was opened without a"
                + " cipher; open it with Journal.at(file, cipher) or Journal.on(database, cipher)");
      }
      return;
    }
    for (String key : unknown) {
      Integer hidden =
          session.first(
              "SELECT 1 FROM yiwang_name n WHERE n.account = ? AND substr(n.name, 1, ?) = ?"
                  + " AND NOT EXISTS (SELECT 1 FROM yiwang_name m WHERE m.account = n.account"
                  + " AND m.kind = n.kind AND m.id = n.id AND substr(m.name, 1, ?) = ?) LIMIT 1",
              row -> row.getInt(1),
              account,
              key.length() + 1,
              key + ':',
              keys.keyId().length() + 1,
              keys.keyId() + ':');
      if (hidden != null) {
        throw notGiven("exclusive names", key);
      }
    }
  }

  /**
   * Throws if there are subjects under keys that this cipher does not know, so that not all could
   * be erased.
   */
  void requireSubjectsVisible(Session session) throws SQLException {
    if (cipher == null) {
      if (isKeyed(session)) {
        throw new JournalException(
            "this journal's subjects are digests under a key, and it was opened without a cipher;"
                + " open it with Journal.at(file, cipher) or Journal.on(database, cipher)");
      }
      return;
    }
    for (String key : unknown(session, cipher)) {
      Integer hidden =
          session.first(
              "SELECT 1 FROM yiwang_intent WHERE substr(subject, 1, ?) = ? LIMIT 1",
              row -> row.getInt(1),
              key.length() + 1,
              key + ':');
      if (hidden != null) {
        throw notGiven("subjects", key);
      }
    }
  }

  private static JournalException notGiven(String what, String key) {
    return new JournalException(
        "this journal has "
            + what
            + " under key "
            + key
            + ", which its cipher does not know; give that key as an older one");
  }
}
