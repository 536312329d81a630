package io.yiwang.catalog;

import io.yiwang.Download;
import io.yiwang.JsonLines;
import io.yiwang.RejectedException;
import io.yiwang.internal.StoredJson;
import io.yiwang.internal.UnstorableException;
import io.yiwang.value.Language;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
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
import org.apache.lucene.util.BytesRef;
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

  /** Of these the mirror also holds the first that is not the client's own. */
  private static final List<Language> LANGUAGES_HELD = List.of(Language.ZH_CN, Language.EN);

  private static final String LANGUAGES = "languages";

  /** One more whenever an index is laid out in another way. */
  private static final String THIS_FORMAT = "4";

  private static final int BATCH = 1000;

  /** The most answers in a row that have no change and say that there are more. */
  private static final int MOST_EMPTY = 100;

  /** The most answers that are followed in one refresh; beyond, the snapshot is sooner there. */
  private static final int MOST_ANSWERS = 1000;

  private static final int EVERY = 1000;

  /** A power of two; 2 MiB, whatever the number of services. */
  private static final int SEEN_BITS = 1 << 24;

  private static final double BUFFER_MB = 16;

  /** Opens the files of an index. */
  interface Directories {
    Directory open(Path folder) throws IOException;
  }

  private record Generation(String name, Directory directory, SearcherManager searchers)
      implements AutoCloseable {
    @Override
    public void close() throws IOException {
      searchers.close();
      directory.close();
    }
  }

  private final MirrorFolder folder;
  private final ServiceIndex index;
  private final Directories directories;
  private final Object writing = new Object();
  private volatile @Nullable Generation generation;
  private volatile @Nullable String corruption;

  private LuceneCatalog(MirrorFolder folder, Synonyms synonyms, Directories directories) {
    this.folder = folder;
    this.directories = directories;
    this.index = new ServiceIndex(synonyms);
  }

  static LocalCatalog at(Path folder, Synonyms synonyms) throws IOException {
    return at(folder, synonyms, FSDirectory::open);
  }

  static LocalCatalog at(Path folder, Synonyms synonyms, Directories directories)
      throws IOException {
    LuceneCatalog mirror = new LuceneCatalog(MirrorFolder.in(folder), synonyms, directories);
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
    check(snapshot, sha256);
    fill(snapshot, null, cursor, null, progress);
  }

  @Override
  public void fill(
      Path snapshot,
      byte[] sha256,
      Path elsewise,
      byte[] elsewiseSha256,
      String cursor,
      LongConsumer progress)
      throws IOException {
    check(snapshot, sha256);
    check(elsewise, elsewiseSha256);
    fill(snapshot, elsewise, cursor, null, progress);
  }

  private static void check(Path snapshot, byte[] sha256) throws IOException {
    if (!MessageDigest.isEqual(sha256, digest(snapshot))) {
      throw new IOException("the snapshot is not the one of that digest; fetch it again");
    }
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
  private void fill(
      Path snapshot,
      @Nullable Path elsewise,
      String cursor,
      @Nullable String account,
      LongConsumer progress)
      throws IOException {
    synchronized (writing) {
      try (MirrorFolder.Held held = folder.lock()) {
        String name = folder.next();
        try {
          fill(name, snapshot, elsewise, cursor, account, progress);
        } catch (IOException e) {
          folder.delete(name);
          throw folder.explained(e, size(snapshot) + (elsewise == null ? 0 : size(elsewise)));
        } catch (AlreadyClosedException e) {
          // So the engine tells that one of its other threads could not write.
          folder.delete(name);
          throw folder.explained(
              new IOException("the index could not be written", e),
              size(snapshot) + (elsewise == null ? 0 : size(elsewise)));
        } catch (RuntimeException e) {
          folder.delete(name);
          throw e;
        }
        reopen();
        folder.sweepAllBut(name);
      }
    }
  }

  private static long size(Path file) throws IOException {
    return Files.size(file);
  }

  private void fill(
      String name,
      Path snapshot,
      @Nullable Path elsewise,
      String cursor,
      @Nullable String account,
      LongConsumer progress)
      throws IOException {
    long count = 0;
    BitSet codes = new BitSet(SEEN_BITS);
    Set<Language> languages = new LinkedHashSet<>();
    try (Directory directory = directories.open(folder.index(name));
        IndexWriter writer = new IndexWriter(directory, config());
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
        if (++count % EVERY == 0) {
          progress.accept(count);
        }
      }
      refuseEmpty(count);
      if (other != null && other.language() != null) {
        languages.add(other.language());
      }
      writer.forceMerge(1);
      commit(writer, new State(cursor, account, List.copyOf(languages)));
    }
    // Before it counts: what the application throws must not delete what others are told to read.
    progress.accept(count);
    folder.point(name);
  }

  /** Of a code that comes again the last one counts, and what looks like one costs little. */
  private static boolean isSeen(BitSet codes, String code) {
    int bit = code.hashCode() & (SEEN_BITS - 1);
    boolean seen = codes.get(bit);
    codes.set(bit);
    return seen;
  }

  private void refuseEmpty(long count) throws IOException {
    long before = count > 0 ? 0 : size();
    if (before > 0) {
      throw new IOException(
          "the snapshot has no service, and would take the place of "
              + before
              + "; if that is meant, call clear() first");
    }
  }

  @Override
  @SuppressWarnings("try") // The lock is held for as long as the block runs.
  public Refreshed refresh(CatalogClient catalog, LongConsumer progress) throws IOException {
    synchronized (writing) {
      try (MirrorFolder.Held held = folder.lock()) {
        reopen();
        Generation at = generation;
        if (at != null && corruption == null && canFollow(at)) {
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
        take(catalog, progress);
        return damaged ? Refreshed.REBUILT : Refreshed.REBUILT_FROM_SNAPSHOT;
      }
    }
  }

  /** Fills the mirror from the snapshot in the client's language and in another. */
  private void take(CatalogClient catalog, LongConsumer progress) throws IOException {
    // In its own folder, so that the next refresh deletes it if this one is killed.
    String fetching = folder.next();
    try {
      Path first = folder.index(fetching).resolve("snapshot");
      Download download = catalog.snapshot(first, null);
      // A gateway of IGS/1.0 does not sign it: without it each refresh is a whole one.
      String cursor = Objects.requireNonNullElse(download.header("Igs-Cursor"), NO_CURSOR);
      Path second = folder.index(fetching).resolve("elsewise");
      catalog.in(otherThan(language(first))).snapshot(second, null);
      fill(first, second, cursor, catalog.account(), progress);
    } finally {
      folder.delete(fetching);
    }
  }

  private static Language language(Path snapshot) throws IOException {
    try (JsonLines<ServiceSummary> lines = JsonLines.open(snapshot, ServiceSummary.class)) {
      ServiceSummary first = lines.next();
      return first == null ? Language.ZH_CN : ServiceDocuments.languageOf(first);
    }
  }

  /** Chinese beside every language but Chinese, wherever either is spoken. */
  private static Language otherThan(Language first) {
    return LANGUAGES_HELD.get(first.isChinese() ? 1 : 0);
  }

  /** What a commit says beside the services. */
  private record State(String cursor, @Nullable String account, List<Language> languages) {
    static State of(Map<String, String> data) throws IOException {
      String cursor = data.get(CURSOR);
      if (cursor == null) {
        throw new CorruptIndexException("no cursor", "commit");
      }
      List<Language> languages =
          Arrays.stream(data.getOrDefault(LANGUAGES, "").split(" ", -1))
              .filter(tag -> !tag.isEmpty())
              .map(Language::new)
              .toList();
      return new State(cursor, data.get(ACCOUNT), languages);
    }

    State next(String cursor, @Nullable String account) {
      return new State(cursor, account, languages);
    }

    /** Returns all but the first, in which the services were read. */
    List<Language> others() {
      return languages.isEmpty() ? languages : languages.subList(1, languages.size());
    }
  }

  /** Whether it has a cursor, and a language: an empty snapshot does not say which it is in. */
  private static boolean canFollow(Generation at) throws IOException {
    State state = State.of(SegmentInfos.readLatestCommit(at.directory()).getUserData());
    return !NO_CURSOR.equals(state.cursor()) && !state.languages().isEmpty();
  }

  /**
   * Takes in what has changed. Returns nothing if the gateway's answers lead nowhere, and, having
   * done nothing, if the mirror is of another gateway account.
   */
  private static @Nullable Refreshed follow(
      Generation at, CatalogClient catalog, LongConsumer progress) throws IOException {
    long count = 0;
    boolean leads = true;
    try (IndexWriter writer = new IndexWriter(at.directory(), config());
        DirectoryReader reader = DirectoryReader.open(writer)) {
      State state = State.of(data(writer));
      String account = catalog.account() == null ? state.account() : catalog.account();
      if (state.account() != null && !state.account().equals(account)) {
        return null;
      }
      // Whichever language this client prefers: another node may have filled the mirror in its own.
      CatalogClient first = catalog.in(state.languages().get(0));
      ServiceDocuments documents = new ServiceDocuments(writer, reader);
      Set<String> cursors = new HashSet<>();
      boolean more = true;
      int empty = 0;
      while (more && leads) {
        String cursor = state.cursor();
        ServiceChanges changes = first.changes(cursor, BATCH);
        Map<String, ServiceSummary> elsewise =
            changes.items().isEmpty() ? Map.of() : elsewise(catalog, state);
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
          state = state.next(changes.next(), account);
          commit(writer, state);
        }
        progress.accept(count);
      }
    }
    if (!leads) {
      log.warn("the catalog's changes lead in a circle or do not end; taking the snapshot");
      return null;
    }
    at.searchers().maybeRefreshBlocking();
    return count == 0 ? Refreshed.UNCHANGED : Refreshed.CHANGED;
  }

  /** The same changes in the mirror's other language, by code. */
  private static Map<String, ServiceSummary> elsewise(CatalogClient catalog, State state) {
    Map<String, ServiceSummary> elsewise = new HashMap<>();
    for (Language each : state.others()) {
      for (ServiceChanges.Change change : catalog.in(each).changes(state.cursor(), BATCH).items()) {
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
      return new ServiceDocuments.Text(service, new BytesRef(StoredJson.BOOK.write(service)));
    } catch (UnstorableException e) {
      throw new IOException("a service cannot be stored: " + e.getMessage());
    }
  }

  @Override
  public LocalSearchResult search(LocalSearchQuery query) throws IOException {
    LocalSearchResult found = searched(kinds -> index.search(kinds, query));
    if (found == null) {
      throw new IllegalStateException("the mirror is empty; call refresh(...) first");
    }
    return found;
  }

  private interface Search<T> {
    T in(Kinds kinds) throws IOException;
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
        return search.in((Kinds) searcher);
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
    Long size = searched(Kinds::all);
    return size == null ? 0 : size;
  }

  @Override
  public List<Language> languages() throws IOException {
    List<Language> languages = searched(LuceneCatalog::languages);
    return languages == null ? List.of() : languages;
  }

  private static List<Language> languages(Kinds kinds) throws IOException {
    DirectoryReader reader = (DirectoryReader) kinds.getIndexReader();
    return State.of(reader.getIndexCommit().getUserData()).languages();
  }

  @Override
  @SuppressWarnings("try") // The lock is held for as long as the block runs.
  public void clear() throws IOException {
    synchronized (writing) {
      try (MirrorFolder.Held held = folder.lock()) {
        folder.pointNowhere();
        reopen();
        folder.sweepAllBut(null);
      }
    }
  }

  @Override
  public void reopen() throws IOException {
    synchronized (writing) {
      for (int attempt = 0; ; attempt++) {
        String name = folder.current();
        Generation at = generation;
        if (name == null) {
          generation = null;
          corruption = null;
          if (at != null) {
            at.close();
          }
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
    Directory directory = directories.open(folder.index(name));
    try {
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        if (!THIS_FORMAT.equals(reader.getIndexCommit().getUserData().get(FORMAT))) {
          throw new IndexFormatTooOldException(name, "of another version of the mirror");
        }
        for (LeafReaderContext leaf : reader.leaves()) {
          leaf.reader().checkIntegrity();
        }
      }
      return new Generation(name, directory, new SearcherManager(directory, new Counted()));
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  /** Counts the kinds of each state. */
  private static final class Counted extends SearcherFactory {
    @Override
    public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous)
        throws IOException {
      return new Kinds(reader);
    }
  }

  private static IndexWriterConfig config() {
    return new IndexWriterConfig()
        .setIndexSort(ServiceDocuments.ON_DISK)
        .setRAMBufferSizeMB(BUFFER_MB)
        .setCommitOnClose(false);
  }

  private static void commit(IndexWriter writer, State state) throws IOException {
    String languages =
        state.languages().stream().map(Language::tag).collect(Collectors.joining(" "));
    Map<String, String> data =
        new HashMap<>(Map.of(CURSOR, state.cursor(), FORMAT, THIS_FORMAT, LANGUAGES, languages));
    if (state.account() != null) {
      data.put(ACCOUNT, state.account());
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
