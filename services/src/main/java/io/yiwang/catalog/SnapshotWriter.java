package io.yiwang.catalog;

import io.yiwang.value.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole index from a snapshot.
 *
 * @param snapshot the services in one language
 * @param elsewise the same in another, if there is one
 * @param cursor the place in the changes that the snapshot is of
 * @param account the gateway account that gave it, if that is known
 */
record SnapshotWriter(
    Path snapshot, @Nullable Path elsewise, String cursor, @Nullable String account) {
  private static final int REPORTED_EVERY = 1000;

  /** A power of two; 2 MiB, whatever the number of services. */
  private static final int SEEN_BITS = 1 << 24;

  /**
   * Writes the index and commits it.
   *
   * @param progress notified now and then of how many services there are so far
   * @return how many services there are
   */
  long write(Directory index, LongConsumer progress) throws IOException {
    long count = 0;
    BitSet codes = new BitSet(SEEN_BITS);
    Set<Language> languages = new LinkedHashSet<>();
    try (IndexWriter writer = new IndexWriter(index, ServiceDocuments.config());
        ReadAhead lines = new ReadAhead(snapshot);
        OtherLanguage other = elsewise == null ? null : new OtherLanguage(elsewise)) {
      ServiceDocuments documents = new ServiceDocuments(writer, null);
      for (ReadAhead.Line each = lines.next(); each != null; each = lines.next()) {
        if (languages.isEmpty()) {
          languages.add(ServiceDocuments.languageOf(each.service()));
        }
        String code = each.service().code().value();
        // A gateway without the other language answers in its own.
        boolean alone = other == null || languages.contains(other.language());
        documents.add(
            new ServiceDocuments.Text(each.service(), new BytesRef(each.json())),
            alone || other == null ? null : other.of(code),
            isSeen(codes, code));
        if (++count % REPORTED_EVERY == 0) {
          progress.accept(count);
        }
      }
      if (other != null && other.language() != null) {
        languages.add(other.language());
      }
      writer.forceMerge(1);
      new CatalogCommit(cursor, account, List.copyOf(languages)).write(writer);
    }
    return count;
  }

  /**
   * Returns whether a code may have come before: of one that comes again the last counts, and what
   * only looks like one costs little.
   */
  private static boolean isSeen(BitSet codes, String code) {
    int bit = code.hashCode() & (SEEN_BITS - 1);
    boolean seen = codes.get(bit);
    codes.set(bit);
    return seen;
  }
}
