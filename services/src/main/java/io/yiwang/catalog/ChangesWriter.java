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

/** Writes the changes of the gateway's catalog since the index's last commit into the index. */
final class ChangesWriter {
  private static final Logger log = LoggerFactory.getLogger(ChangesWriter.class);

  private static final int BATCH = 1000;

  /** The most answers in a row without a change that say that there are more. */
  private static final int MOST_EMPTY = 100;

  /** The most answers of one refresh; the snapshot takes less time than more of them. */
  private static final int MOST_ANSWERS = 1000;

  private final CatalogClient catalog;

  ChangesWriter(CatalogClient catalog) {
    this.catalog = catalog;
  }

  /**
   * Writes the changes answer by answer, each with its cursor in one commit.
   *
   * @return the number of changes; null if the gateway's answers repeat or do not end, or if the
   *     index is of another gateway account, in which case nothing was written
   */
  @Nullable Long write(Directory index, LongConsumer progress) throws IOException {
    long count = 0;
    boolean advances = true;
    try (IndexWriter writer = new IndexWriter(index, ServiceDocuments.config());
        DirectoryReader reader = DirectoryReader.open(writer)) {
      CatalogCommit at = CatalogCommit.startOf(writer);
      String account = catalog.account() == null ? at.account() : catalog.account();
      if (at.account() != null && !at.account().equals(account)) {
        return null;
      }
      // Not the client's language: another node may have filled the catalog in a different one.
      CatalogClient first = catalog.withLanguage(at.languages().get(0));
      ServiceDocuments documents = new ServiceDocuments(writer, reader);
      Set<String> cursors = new HashSet<>();
      boolean more = true;
      int empty = 0;
      while (more && advances) {
        String cursor = at.cursor();
        ServiceChanges changes = first.changes(cursor, BATCH);
        Map<String, ServiceSummary> translations =
            changes.items().isEmpty() ? Map.of() : translations(at);
        for (ServiceChanges.Change change : changes.items()) {
          apply(writer, documents, change, translations);
        }
        count += changes.items().size();
        cursors.add(cursor);
        more = changes.more();
        empty = changes.items().isEmpty() ? empty + 1 : 0;
        advances =
            !more
                || (!cursors.contains(changes.next())
                    && empty < MOST_EMPTY
                    && cursors.size() < MOST_ANSWERS);
        if (advances && !changes.next().equals(cursor)) {
          at = at.next(changes.next(), account);
          at.write(writer);
        }
        progress.accept(count);
      }
    }
    if (!advances) {
      log.warn("the catalog's changes repeat or do not end; fetching the snapshot");
      return null;
    }
    return count;
  }

  /** Returns the changed services in the catalog's second language, by code. */
  private Map<String, ServiceSummary> translations(CatalogCommit at) {
    Map<String, ServiceSummary> translations = new HashMap<>();
    for (Language each : at.otherLanguages()) {
      for (ServiceChanges.Change change :
          catalog.withLanguage(each).changes(at.cursor(), BATCH).items()) {
        if (change.service() != null) {
          translations.put(change.service().code().value(), change.service());
        }
      }
    }
    return translations;
  }

  private static void apply(
      IndexWriter writer,
      ServiceDocuments documents,
      ServiceChanges.Change change,
      Map<String, ServiceSummary> translations)
      throws IOException {
    ServiceSummary service = change.service();
    if (change.op().equals("UPSERT") && service != null) {
      ServiceSummary other = translations.get(service.code().value());
      documents.add(text(service), other == null ? null : text(other), true);
    } else if (change.op().equals("WITHDRAW") && change.code() != null) {
      writer.deleteDocuments(ServiceDocuments.key(change.code().value()));
    } else {
      // A kind of change that a later version introduced must not block all others.
      log.warn("ignored a change of the catalog of a kind that this version does not know");
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
