package io.yiwang.catalog;

import io.yiwang.Download;
import io.yiwang.JsonLines;
import io.yiwang.RejectedException;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
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
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.LockObtainFailedException;
import org.jspecify.annotations.Nullable;

/** The mirror on Lucene's index files. */
final class LuceneCatalog extends LocalCatalog {
  private static final String CURRENT = "current";
  private static final String CURSOR = "cursor";
  private static final String NO_CURSOR = "";
  private static final String FORMAT = "format";
  private static final String ACCOUNT = "account";

  /** One more whenever an index is laid out in another way. */
  private static final String THIS_FORMAT = "2";

  private static final String SNAPSHOT = "snapshot-";
  private static final int BATCH = 1000;
  private static final int EVERY = 1000;
  private static final double BUFFER_MB = 16;

  private record Generation(String name, FSDirectory directory, SearcherManager searchers)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      searchers.close();
      directory.close();
    }
  }

  private final Path folder;
  private final ServiceIndex index;
  private final Object writing = new Object();
  private volatile @Nullable Generation generation;
  private volatile @Nullable String corruption;

  private LuceneCatalog(Path folder, Synonyms synonyms) {
    this.folder = folder;
    this.index = new ServiceIndex(synonyms);
  }

  static LocalCatalog at(Path folder, Synonyms synonyms) throws IOException {
    Files.createDirectories(folder);
    LuceneCatalog mirror = new LuceneCatalog(folder, synonyms);
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

  private void fill(Path snapshot, String cursor, @Nullable String account, LongConsumer progress)
      throws IOException {
    synchronized (writing) {
      String name =
          "g" + Long.toString(System.nanoTime(), 36) + "-" + ProcessHandle.current().pid();
      long count = 0;
      try (FSDirectory directory = FSDirectory.open(folder.resolve(name));
          IndexWriter writer = new IndexWriter(directory, config());
          JsonLines<ServiceSummary> lines = JsonLines.open(snapshot, ServiceSummary.class)) {
        for (ServiceSummary each = lines.next(); each != null; each = lines.next()) {
          writer.addDocument(ServiceIndex.document(each));
          if (++count % EVERY == 0) {
            progress.accept(count);
          }
        }
        writer.forceMerge(1);
        commit(writer, cursor, account);
      }
      point(name);
      progress.accept(count);
      reopen();
      sweep(name);
    }
  }

  @Override
  public Refreshed refresh(CatalogClient catalog, LongConsumer progress) throws IOException {
    synchronized (writing) {
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
      sweepSnapshots();
      Path file = Files.createTempFile(folder, SNAPSHOT + ProcessHandle.current().pid() + "-", "");
      try {
        Download download = catalog.snapshot(file, null);
        // A gateway of IGS/1.0 does not sign it: without it each refresh is a whole one.
        String cursor = Objects.requireNonNullElse(download.header("Igs-Cursor"), NO_CURSOR);
        fill(file, cursor, catalog.account(), progress);
      } finally {
        Files.deleteIfExists(file);
      }
      return damaged ? Refreshed.REBUILT : Refreshed.REBUILT_FROM_SNAPSHOT;
    }
  }

  private static boolean hasCursor(Generation at) throws IOException {
    Map<String, String> data = SegmentInfos.readLatestCommit(at.directory()).getUserData();
    return !NO_CURSOR.equals(data.get(CURSOR));
  }

  /** Returns nothing, having done nothing, where the mirror is of another gateway account. */
  private static @Nullable Refreshed follow(
      Generation at, CatalogClient catalog, LongConsumer progress) throws IOException {
    long count = 0;
    try (IndexWriter writer = new IndexWriter(at.directory(), config())) {
      Map<String, String> data = data(writer);
      String before = data.get(ACCOUNT);
      String account = catalog.account() == null ? before : catalog.account();
      if (before != null && !before.equals(account)) {
        return null;
      }
      String cursor = cursor(data);
      boolean more = true;
      while (more) {
        ServiceChanges changes = catalog.changes(cursor, BATCH);
        for (ServiceChanges.Change change : changes.items()) {
          apply(writer, change);
        }
        count += changes.items().size();
        more = changes.more();
        if (!changes.next().equals(cursor)) {
          cursor = changes.next();
          commit(writer, cursor, account);
        }
        progress.accept(count);
      }
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
      throw new IOException("a change that this version does not know: " + change.op());
    }
  }

  @Override
  public LocalSearchResult search(LocalSearchQuery query) throws IOException {
    while (true) {
      Generation at = generation;
      if (at == null) {
        throw new IllegalStateException("the mirror is empty; call refresh(...) first");
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
        return index.search(searcher, query);
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
    Generation at = generation;
    if (at == null) {
      return 0;
    }
    IndexSearcher searcher = at.searchers().acquire();
    try {
      return searcher.getIndexReader().numDocs();
    } finally {
      at.searchers().release(searcher);
    }
  }

  @Override
  public void reopen() throws IOException {
    synchronized (writing) {
      for (int attempt = 0; ; attempt++) {
        String name = current();
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
          if (attempt > 2 || name.equals(current())) {
            corruption = "the mirror's index is damaged: " + e.getClass().getSimpleName();
            return;
          }
        }
      }
    }
  }

  private Generation checked(String name) throws IOException {
    FSDirectory directory = FSDirectory.open(folder.resolve(name));
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

  private @Nullable String current() throws IOException {
    try {
      return Files.readString(folder.resolve(CURRENT)).strip();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void point(String name) throws IOException {
    Path next = folder.resolve(CURRENT + ".next");
    try (FileChannel file =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)));
      file.force(true);
    }
    Files.move(next, folder.resolve(CURRENT), StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel itself = FileChannel.open(folder, StandardOpenOption.READ)) {
      itself.force(true);
    }
  }

  /** Readers keep what they have mapped; where the system forbids it, the next fill tries again. */
  private void sweep(String name) throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "g*")) {
      for (Path each : all) {
        if (!each.endsWith(name) && isAbandoned(each)) {
          delete(each);
        }
      }
    }
  }

  /** What processes that were killed while they fetched have left. */
  private void sweepSnapshots() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, SNAPSHOT + "*")) {
      for (Path each : all) {
        String pid = each.getFileName().toString().split("-", -1)[1];
        if (!pid.matches("[0-9]{1,18}") || ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }

  /** Whether no writer is at it: another process may be filling its own. */
  private static boolean isAbandoned(Path old) {
    try (Directory directory = FSDirectory.open(old);
        var lock = directory.obtainLock(IndexWriter.WRITE_LOCK_NAME)) {
      lock.ensureValid();
      return true;
    } catch (LockObtainFailedException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static void delete(Path tree) {
    try (Stream<Path> all = Files.walk(tree)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException | UncheckedIOException e) {
      return; // Still read on a system that forbids it.
    }
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
