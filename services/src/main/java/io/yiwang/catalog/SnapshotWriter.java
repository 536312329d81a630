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
 * @param snapshot the services in the first language
 * @param second the services in a second language, if there is one
 * @param cursor where the changes after the snapshot begin
 * @param account the gateway account that the snapshot is from, if that is known
 */
record SnapshotWriter(
    Path snapshot, @Nullable Path second, String cursor, @Nullable String account) {
  private static final int REPORT_EVERY = 1000;

  /** The size of the set of codes, a power of two: it takes 2 MiB for any number of services. */
  private static final int SEEN_BITS = 1 << 24;

  /**
   * Writes the index and commits it.
   *
   * @param progress gets the number of services so far, every now and then
   * @return the number of services
   */
  long write(Directory index, LongConsumer progress) throws IOException {
    long count = 0;
    BitSet codes = new BitSet(SEEN_BITS);
    Set<Language> languages = new LinkedHashSet<>();
    try (IndexWriter writer = new IndexWriter(index, ServiceDocuments.config());
        ReadAhead lines = new ReadAhead(snapshot);
        SecondSnapshot other = second == null ? null : new SecondSnapshot(second)) {
      ServiceDocuments documents = new ServiceDocuments(writer, null);
      for (ReadAhead.Line each = lines.next(); each != null; each = lines.next()) {
        if (languages.isEmpty()) {
          languages.add(ServiceDocuments.languageOf(each.service()));
        }
        String code = each.service().code().value();
        // A gateway that does not have the second language answers in its own.
        boolean isOnly = other == null || languages.contains(other.language());
        documents.add(
            new ServiceDocuments.Text(each.service(), new BytesRef(each.json())),
            isOnly || other == null ? null : other.find(code),
            mayBeRepeated(codes, code));
        if (++count % REPORT_EVERY == 0) {
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
   * Adds a code to the codes, and returns whether it may have been among them. Of services with the
   * same code the last one counts; a code that only hashes like another costs a look into the
   * index.
   */
  private static boolean mayBeRepeated(BitSet codes, String code) {
    int bit = code.hashCode() & (SEEN_BITS - 1);
    boolean seen = codes.get(bit);
    codes.set(bit);
    return seen;
  }
}
