package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Erases one citizen's personal data from the intents of every kind and account. */
final class Eraser {
  /** Holds what one transaction has erased. */
  private record Erased(int now, int atTheirEnd, List<byte[]> payloads) {}

  private final Store store;
  private final Digests digests;

  Eraser(Store store, Digests digests) {
    this.store = store;
    this.digests = digests;
  }

  Erasure erase(String subject) {
    List<String> forms = digests.anyOf(subject);
    Erased erased = store.write(session -> erase(session, forms));
    store.erased();
    List<byte[]> gone = erased.payloads();
    if (erased.atTheirEnd() == 0) {
      // Unfinished intents keep the subject's digest until they end.
      forms.forEach(form -> gone.add(form.getBytes(US_ASCII)));
    }
    return new Erasure(erased.now(), erased.atTheirEnd(), store.scrub(gone));
  }

  private Erased erase(Session session, List<String> forms) throws SQLException {
    digests.requireSubjectsVisible(session);
    List<byte[]> payloads = new ArrayList<>();
    int now = 0;
    int atTheirEnd = 0;
    for (String form : forms) {
      payloads.addAll(
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
    return new Erased(now, atTheirEnd, payloads);
  }
}
