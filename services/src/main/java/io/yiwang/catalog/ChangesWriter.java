package io.yiwang.catalog;

import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.value.Language;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes into an index what has changed in the gateway's catalog since its last commit. */
final class ChangesWriter {
  private static final Logger log = LoggerFactory.getLogger(ChangesWriter.class);

  private static final int BATCH = 1000;

  /** The most answers in a row that have no change and say that there are more. */
  private static final int MOST_EMPTY = 100;

  /** The most answers that are followed in one refresh; beyond, the snapshot is sooner there. */
  private static final int MOST_ANSWERS = 1000;

  private final CatalogClient catalog;

  ChangesWriter(CatalogClient catalog) {
    this.catalog = catalog;
  }

  /**
   * Writes the changes answer by answer, each with its cursor in one commit.
   *
   * @return how many changes there were; nothing if the gateway's answers lead nowhere, or, having
   *     written nothing, if the index is of another gateway account
   */
  @Nullable Long write(Directory index, LongConsumer progress) throws IOException {
    long count = 0;
    boolean leads = true;
    try (IndexWriter writer = new IndexWriter(index, ServiceDocuments.config());
        DirectoryReader reader = DirectoryReader.open(writer)) {
      CatalogCommit at = CatalogCommit.before(writer);
      String account = catalog.account() == null ? at.account() : catalog.account();
      if (at.account() != null && !at.account().equals(account)) {
        return null;
      }
      // Whichever language this client prefers: another node may have filled the mirror in its own.
      CatalogClient first = catalog.in(at.languages().get(0));
      ServiceDocuments documents = new ServiceDocuments(writer, reader);
      Set<String> cursors = new HashSet<>();
      boolean more = true;
      int empty = 0;
      while (more && leads) {
        String cursor = at.cursor();
        ServiceChanges changes = first.changes(cursor, BATCH);
        Map<String, ServiceSummary> elsewise = changes.items().isEmpty() ? Map.of() : elsewise(at);
        for (ServiceChanges.Change change : changes.items()) {
          apply(writer, documents, change, elsewise);
        }
        count += changes.items().size();
        cursors.add(cursor);
        more = changes.more();
        empty = changes.items().isEmpty() ? empty + 1 : 0;
        leads =
            !more
                || (!cursors.contains(changes.next())
                    && empty < MOST_EMPTY
                    && cursors.size() < MOST_ANSWERS);
        if (leads && !changes.next().equals(cursor)) {
          at = at.next(changes.next(), account);
          at.write(writer);
        }
        progress.accept(count);
      }
    }
    if (!leads) {
      log.warn("the catalog's changes lead in a circle or do not end; taking the snapshot");
      return null;
    }
    return count;
  }

  /** Returns the same changes in the mirror's other language, by code. */
  private Map<String, ServiceSummary> elsewise(CatalogCommit at) {
    Map<String, ServiceSummary> elsewise = new HashMap<>();
    for (Language each : at.otherLanguages()) {
      for (ServiceChanges.Change change : catalog.in(each).changes(at.cursor(), BATCH).items()) {
        if (change.service() != null) {
          elsewise.put(change.service().code().value(), change.service());
        }
      }
    }
    return elsewise;
  }

  private static void apply(
      IndexWriter writer,
      ServiceDocuments documents,
      ServiceChanges.Change change,
      Map<String, ServiceSummary> elsewise)
      throws IOException {
    ServiceSummary service = change.service();
    if (change.op().equals("UPSERT") && service != null) {
      ServiceSummary other = elsewise.get(service.code().value());
      documents.add(text(service), other == null ? null : text(other), true);
    } else if (change.op().equals("WITHDRAW") && change.code() != null) {
      writer.deleteDocuments(ServiceDocuments.key(change.code().value()));
    } else {
      // A kind of change that came with a later version must not keep all others out.
      log.warn("a change of the catalog that this version does not know was passed over");
    }
  }

  private static ServiceDocuments.Text text(ServiceSummary service) throws IOException {
    try {
      return new ServiceDocuments.Text(service, new BytesRef(StoredJson.CLEAR.write(service)));
    } catch (UnstorableException e) {
      throw new IOException("a service cannot be stored: " + e.getMessage());
    }
  }
}
