package io.yiwang.catalog;

import io.yiwang.Download;
import io.yiwang.JsonLines;
import io.yiwang.RejectedException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mirror on Lucene's index files. */
final class LuceneCatalog extends LocalCatalog {
  private static final Logger log = LoggerFactory.getLogger(LuceneCatalog.class);
  private static final String CURSOR = "cursor";
  private static final String NO_CURSOR = "";
  private static final String FORMAT = "format";
  private static final String ACCOUNT = "account";

  /** One more whenever an index is laid out in another way. */
  private static final String THIS_FORMAT = "3";

  private static final int BATCH = 1000;

  /** The most answers in a row that have no change and say that there are more. */
  private static final int MOST_EMPTY = 100;

  /** The most answers that are followed in one refresh; beyond, the snapshot is sooner there. */
  private static final int MOST_ANSWERS = 1000;

  private static final int EVERY = 1000;

  /** A power of two; 2 MiB, whatever the number of services. */
  private static final int SEEN_BITS = 1 << 24;

  private static final double BUFFER_MB = 16;

  private record Generation(String name, FSDirectory directory, SearcherManager searchers)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      searchers.close();
      directory.close();
    }
  }

  private final MirrorFolder folder;
  private final ServiceIndex index;
  private final Object writing = new Object();
  private volatile @Nullable Generation generation;
  private volatile @Nullable String corruption;

  private LuceneCatalog(MirrorFolder folder, Synonyms synonyms) {
    this.folder = folder;
    this.index = new ServiceIndex(synonyms);
  }

  static LocalCatalog at(Path folder, Synonyms synonyms) throws IOException {
    LuceneCatalog mirror = new LuceneCatalog(MirrorFolder.in(folder), synonyms);
    mirror.reopen();
    return mirror;
  }

  @Override
  public boolean isFilled() {
    return generation != null;
  }

  @Override
  public @Nullable String corruption() {
    return corruption;
  }

  @Override
  public void fill(Path snapshot, byte[] sha256, String cursor, LongConsumer progress)
      throws IOException {
    if (!MessageDigest.isEqual(sha256, digest(snapshot))) {
      throw new IOException("the snapshot is not the one of that digest; fetch it again");
    }
    fill(snapshot, cursor, null, progress);
  }

  private static byte[] digest(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] piece = new byte[64 << 10];
      for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
        digest.update(piece, 0, length);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @SuppressWarnings("try") // The lock is held for as long as the block runs.
  private void fill(Path snapshot, String cursor, @Nullable String account, LongConsumer progress)
      throws IOException {
    synchronized (writing) {
      try (MirrorFolder.Held held = folder.lock()) {
        String name = folder.next();
        try {
          fill(name, snapshot, cursor, account, progress);
        } catch (IOException e) {
          folder.delete(name);
          throw folder.explained(e, Files.size(snapshot));
        } catch (RuntimeException e) {
          folder.delete(name);
          throw e;
        }
      }
    }
  }

  private void fill(
      String name, Path snapshot, String cursor, @Nullable String account, LongConsumer progress)
      throws IOException {
    long count = 0;
    BitSet codes = new BitSet(SEEN_BITS);
    try (FSDirectory directory = FSDirectory.open(folder.index(name));
        IndexWriter writer = new IndexWriter(directory, config());
        JsonLines<ServiceSummary> lines = JsonLines.open(snapshot, ServiceSummary.class)) {
      for (ServiceSummary each = lines.next(); each != null; each = lines.next()) {
        add(writer, each, codes);
        if (++count % EVERY == 0) {
          progress.accept(count);
        }
      }
      refuseEmpty(count);
      writer.forceMerge(1);
      commit(writer, cursor, account);
    }
    folder.point(name);
    progress.accept(count);
    reopen();
    folder.sweepAllBut(name);
  }

  /** Of a code that comes again the last one counts, and what looks like one costs little. */
  private static void add(IndexWriter writer, ServiceSummary service, BitSet codes)
      throws IOException {
    String code = service.code().value();
    int bit = code.hashCode() & (SEEN_BITS - 1);
    if (codes.get(bit)) {
      writer.updateDocument(ServiceIndex.key(code), ServiceIndex.document(service));
    } else {
      codes.set(bit);
      writer.addDocument(ServiceIndex.document(service));
    }
  }

  private void refuseEmpty(long count) throws IOException {
    long before = count > 0 ? 0 : size();
    if (before > 0) {
      throw new IOException(
          "the snapshot has no service, and would take the place of "
              + before
              + "; if that is meant, delete the mirror's folder first");
    }
  }

  @Override
  @SuppressWarnings("try") // The lock is held for as long as the block runs.
  public Refreshed refresh(CatalogClient catalog, LongConsumer progress) throws IOException {
    synchronized (writing) {
      try (MirrorFolder.Held held = folder.lock()) {
        reopen();
        Generation at = generation;
        if (at != null && corruption == null && hasCursor(at)) {
          try {
            Refreshed followed = follow(at, catalog, progress);
            if (followed != null) {
              return followed;
            }
          } catch (RejectedException e) {
            if (!e.code().equals("CURSOR_EXPIRED")) {
              throw e;
            }
          }
        }
        boolean damaged = corruption != null;
        // In a folder of its own, so that the next refresh deletes it if this one is killed.
        String fetching = folder.next();
        try {
          Path file = folder.index(fetching).resolve("snapshot");
          Download download = catalog.snapshot(file, null);
          // A gateway of IGS/1.0 does not sign it: without it each refresh is a whole one.
          String cursor = Objects.requireNonNullElse(download.header("Igs-Cursor"), NO_CURSOR);
          fill(file, cursor, catalog.account(), progress);
        } finally {
          folder.delete(fetching);
        }
        return damaged ? Refreshed.REBUILT : Refreshed.REBUILT_FROM_SNAPSHOT;
      }
    }
  }

  private static boolean hasCursor(Generation at) throws IOException {
    Map<String, String> data = SegmentInfos.readLatestCommit(at.directory()).getUserData();
    return !NO_CURSOR.equals(data.get(CURSOR));
  }

  /**
   * Takes in what has changed. Returns nothing if the gateway's answers lead nowhere, and, having
   * done nothing, if the mirror is of another gateway account.
   */
  private static @Nullable Refreshed follow(
      Generation at, CatalogClient catalog, LongConsumer progress) throws IOException {
    long count = 0;
    boolean leads = true;
    try (IndexWriter writer = new IndexWriter(at.directory(), config())) {
      Map<String, String> data = data(writer);
      String before = data.get(ACCOUNT);
      String account = catalog.account() == null ? before : catalog.account();
      if (before != null && !before.equals(account)) {
        return null;
      }
      String cursor = cursor(data);
      Set<String> cursors = new HashSet<>();
      boolean more = true;
      int empty = 0;
      while (more && leads) {
        ServiceChanges changes = catalog.changes(cursor, BATCH);
        for (ServiceChanges.Change change : changes.items()) {
          apply(writer, change);
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
          cursor = changes.next();
          commit(writer, cursor, account);
        }
        progress.accept(count);
      }
    }
    if (!leads) {
      log.warn("the catalogue's changes lead in a circle or do not end; taking the snapshot");
      return null;
    }
    at.searchers().maybeRefreshBlocking();
    return count == 0 ? Refreshed.UNCHANGED : Refreshed.CHANGED;
  }

  private static void apply(IndexWriter writer, ServiceChanges.Change change) throws IOException {
    ServiceSummary service = change.service();
    if (change.op().equals("UPSERT") && service != null) {
      writer.updateDocument(
          ServiceIndex.key(service.code().value()), ServiceIndex.document(service));
    } else if (change.op().equals("WITHDRAW") && change.code() != null) {
      writer.deleteDocuments(ServiceIndex.key(change.code().value()));
    } else {
      // A kind of change that came with a later version must not keep all others out.
      log.warn("a change of the catalogue that this version does not know was passed over");
    }
  }

  @Override
  public LocalSearchResult search(LocalSearchQuery query) throws IOException {
    LocalSearchResult found = searched(searcher -> index.search(searcher, query));
    if (found == null) {
      throw new IllegalStateException("the mirror is empty; call refresh(...) first");
    }
    return found;
  }

  private interface Search<T> {
    T in(IndexSearcher searcher) throws IOException;
  }

  /** What a search gives; nothing while the mirror is empty. */
  private <T> @Nullable T searched(Search<T> search) throws IOException {
    while (true) {
      Generation at = generation;
      if (at == null) {
        return null;
      }
      IndexSearcher searcher;
      try {
        searcher = at.searchers().acquire();
      } catch (AlreadyClosedException e) {
        if (at.equals(generation)) {
          throw e;
        }
        continue; // A fill has put another in its place.
      }
      try {
        return search.in(searcher);
      } finally {
        at.searchers().release(searcher);
      }
    }
  }

  @Override
  public List<String> suggest(LocalSearchQuery query) throws IOException {
    return search(query.limit(100)).hits().stream()
        .map(hit -> hit.service().name())
        .distinct()
        .limit(query.limit())
        .toList();
  }

  @Override
  public long size() throws IOException {
    Integer size = searched(searcher -> searcher.getIndexReader().numDocs());
    return size == null ? 0 : size;
  }

  @Override
  public void reopen() throws IOException {
    synchronized (writing) {
      for (int attempt = 0; ; attempt++) {
        String name = folder.current();
        Generation at = generation;
        if (name == null) {
          return;
        }
        if (at != null && at.name().equals(name) && corruption == null) {
          at.searchers().maybeRefreshBlocking();
          return;
        }
        try {
          Generation next = checked(name);
          generation = next;
          corruption = null;
          if (at != null) {
            at.close();
          }
          return;
        } catch (CorruptIndexException
            | IndexFormatTooNewException
            | IndexFormatTooOldException
            | EOFException
            | FileNotFoundException
            | NoSuchFileException e) {
          // Another process may have swept it away between two of our steps.
          if (attempt > 2 || name.equals(folder.current())) {
            corruption = "the mirror's index is damaged: " + e.getClass().getSimpleName();
            return;
          }
        }
      }
    }
  }

  private Generation checked(String name) throws IOException {
    FSDirectory directory = FSDirectory.open(folder.index(name));
    try {
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        if (!THIS_FORMAT.equals(reader.getIndexCommit().getUserData().get(FORMAT))) {
          throw new IndexFormatTooOldException(name, "of another version of the mirror");
        }
        for (LeafReaderContext leaf : reader.leaves()) {
          leaf.reader().checkIntegrity();
        }
      }
      return new Generation(name, directory, new SearcherManager(directory, new Uncached()));
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  /** What a place offers is found sooner than looked up in a cache of what others asked. */
  private static final class Uncached extends SearcherFactory {
    @Override
    public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous) {
      IndexSearcher searcher = new IndexSearcher(reader);
      searcher.setQueryCache(null);
      return searcher;
    }
  }

  private static IndexWriterConfig config() {
    return new IndexWriterConfig()
        .setIndexSort(ServiceIndex.ON_DISK)
        .setRAMBufferSizeMB(BUFFER_MB)
        .setCommitOnClose(false);
  }

  private static void commit(IndexWriter writer, String cursor, @Nullable String account)
      throws IOException {
    Map<String, String> data = new HashMap<>(Map.of(CURSOR, cursor, FORMAT, THIS_FORMAT));
    if (account != null) {
      data.put(ACCOUNT, account);
    }
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
  }

  private static Map<String, String> data(IndexWriter writer) {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
    if (live != null) {
      live.forEach(each -> data.put(each.getKey(), each.getValue()));
    }
    return data;
  }

  private static String cursor(Map<String, String> data) throws IOException {
    String cursor = data.get(CURSOR);
    if (cursor == null) {
      throw new CorruptIndexException("no cursor", "commit");
    }
    return cursor;
  }

  /** Lets go of the files. */
  @Override
  public void close() throws IOException {
    synchronized (writing) {
      Generation at = generation;
      generation = null;
      if (at != null) {
        at.close();
      }
    }
  }
}
