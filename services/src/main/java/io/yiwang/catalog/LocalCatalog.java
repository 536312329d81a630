package io.yiwang.catalog;

import io.yiwang.Beta;
import io.yiwang.Download;
import io.yiwang.JsonLines;
import io.yiwang.RejectedException;
import io.yiwang.value.Language;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the whole catalog on the local disk and searches it without the network. Thread-safe;
 * several processes may read one folder while one of them refreshes it.
 *
 * <p>In the given folder it creates a folder {@code yiwang-catalog}, which only its owner may open,
 * and touches nothing else. Each fill writes a new index there. The file {@code current} names the
 * index in use, and is replaced in one step when a new index is complete on the disk, so a crash at
 * any instant leaves the last good state; the next fill deletes what a crash leaves behind. A file
 * {@code lock} makes a second process that wants to refresh wait for the first. Every file of an
 * index has a checksum; {@link #open} checks them all. A fill needs about three times the
 * snapshot's size of free disk space.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 */
@Beta
public class LocalCatalog implements AutoCloseable {
  /** Says what a refresh did. */
  public enum Refreshed {
    /** Nothing had changed. */
    UNCHANGED,
    /** Changes were added. */
    CHANGED,
    /** The catalog was filled from the snapshot. */
    REBUILT_FROM_SNAPSHOT,
    /** The catalog was filled from the snapshot, since the files on the disk were damaged. */
    REBUILT_AFTER_CORRUPTION
  }

  private final CatalogFolder folder;
  private final CurrentIndex current;
  private final CurrentIndex.Directories directories;
  private final ServiceIndex index;

  /** Guards what changes the disk or opens an index; searches do not wait for it. */
  private final Object writing = new Object();

  LocalCatalog(CatalogFolder folder, Synonyms synonyms, CurrentIndex.Directories directories) {
    this.folder = folder;
    this.directories = directories;
    current = new CurrentIndex(folder, directories);
    index = new ServiceIndex(synonyms);
  }

  /** Opens the catalog in the folder, or creates an empty one. */
  public static LocalCatalog open(Path folder) throws IOException {
    return open(folder, null);
  }

  /**
   * Opens the catalog in the folder with the platform's own everyday words.
   *
   * @param synonyms a file in UTF-8 or GBK with lines {@code word = other, other}, {@code word,
   *     word + word, word = other} for words that mean it only near each other, {@code ~ word that
   *     weighs less than others}, {@code - word that finds nothing} and {@code # comment}; null for
   *     those of this library
   */
  public static LocalCatalog open(Path folder, @Nullable Path synonyms) throws IOException {
    return open(
        folder, synonyms == null ? Synonyms.shipped() : Synonyms.of(synonyms), FSDirectory::open);
  }

  static LocalCatalog open(Path folder, Synonyms synonyms, CurrentIndex.Directories directories)
      throws IOException {
    LocalCatalog catalog = new LocalCatalog(CatalogFolder.in(folder), synonyms, directories);
    catalog.reopen();
    return catalog;
  }

  /** Returns whether the catalog has been filled, so that it can be searched. */
  public boolean isFilled() {
    return current.isOpen();
  }

  /**
   * Returns what is damaged on the disk, so that the catalog must be filled again; empty if nothing
   * is.
   */
  public Optional<String> corruption() {
    return Optional.ofNullable(current.corruption());
  }

  /**
   * Fills the local catalog from a snapshot that did not come by {@link #refresh} but, for example,
   * from another machine. The snapshot is used only if it has the given digest. Until the fill is
   * complete, searches see the earlier content.
   *
   * @param sha256 the digest of the file, from whoever fetched it with {@link
   *     CatalogClient#snapshot}
   * @param cursor where {@link CatalogClient#changes} continues from
   * @param progress gets the number of services so far, every now and then
   * @throws IOException if the file has another digest, or a line that is not a service (the
   *     message names the line); also if it has no services and the catalog has some: call {@link
   *     #clear} first
   */
  public void fill(Path snapshot, byte[] sha256, String cursor, LongConsumer progress)
      throws IOException {
    check(snapshot, sha256);
    fill(new SnapshotWriter(snapshot, null, cursor, null), progress);
  }

  /**
   * Fills the local catalog in two languages: each service is found by its texts in both.
   *
   * @param second the snapshot in the second language; a service that it lacks has one language
   * @param secondSha256 the digest of that file
   */
  public void fill(
      Path snapshot,
      byte[] sha256,
      Path second,
      byte[] secondSha256,
      String cursor,
      LongConsumer progress)
      throws IOException {
    check(snapshot, sha256);
    check(second, secondSha256);
    fill(new SnapshotWriter(snapshot, second, cursor, null), progress);
  }

  private static void check(Path snapshot, byte[] sha256) throws IOException {
    if (!MessageDigest.isEqual(sha256, digest(snapshot))) {
      throw new IOException("the snapshot does not have the given digest; fetch it again");
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
  private void fill(SnapshotWriter snapshot, LongConsumer progress) throws IOException {
    synchronized (writing) {
      try (CatalogFolder.HeldLock held = folder.lock()) {
        String name = folder.create();
        try {
          fill(name, snapshot, progress);
        } catch (IOException e) {
          folder.delete(name);
          throw folder.explained(e, size(snapshot));
        } catch (AlreadyClosedException e) {
          // The engine throws this where one of its other threads could not write.
          folder.delete(name);
          throw folder.explained(
              new IOException("the index could not be written", e), size(snapshot));
        } catch (RuntimeException e) {
          folder.delete(name);
          throw e;
        }
        current.reopen();
        folder.deleteAllBut(name);
      }
    }
  }

  private static long size(SnapshotWriter snapshot) throws IOException {
    Path second = snapshot.second();
    return Files.size(snapshot.snapshot()) + (second == null ? 0 : Files.size(second));
  }

  private void fill(String name, SnapshotWriter snapshot, LongConsumer progress)
      throws IOException {
    long count;
    try (Directory directory = directories.open(folder.index(name))) {
      count = snapshot.write(directory, progress);
    }
    refuseEmpty(count);
    // Before the index is in use: if the application's code throws, the index is deleted.
    progress.accept(count);
    folder.use(name);
  }

  private void refuseEmpty(long count) throws IOException {
    long before = count > 0 ? 0 : size();
    if (before > 0) {
      throw new IOException(
          "the snapshot has no service, and would replace a catalog of "
              + before
              + "; if that is intended, call clear() first");
    }
  }

  /**
   * Deletes all services. After that the catalog can be filled from a snapshot without any service.
   */
  @SuppressWarnings("try") // The lock is held for as long as the block runs.
  public void clear() throws IOException {
    synchronized (writing) {
      try (CatalogFolder.HeldLock held = folder.lock()) {
        folder.useNone();
        current.reopen();
        folder.deleteAllBut(null);
      }
    }
  }

  /**
   * Brings the catalog up to date: by the changes, or by the whole snapshot if the catalog is empty
   * or damaged, the gateway no longer has the changes, or the catalog is of another gateway
   * account. It never holds parts of two accounts' catalogs; give each account its own folder.
   *
   * <p>The snapshot is fetched in two languages: that of the client, and Chinese or, if the
   * client's is Chinese, English, so that services are found by their texts in both. Changes are
   * then fetched in the same two, whatever the language of the client.
   *
   * @param progress gets the number of services or changes so far, every now and then
   * @throws io.yiwang.GovException as every call; the catalog is unchanged, or has part of the
   *     changes
   */
  @SuppressWarnings("try") // The lock is held for as long as the block runs.
  public Refreshed refresh(CatalogClient catalog, LongConsumer progress) throws IOException {
    synchronized (writing) {
      try (CatalogFolder.HeldLock held = folder.lock()) {
        current.reopen();
        Long changes = addChanges(catalog, progress);
        if (changes != null) {
          return changes == 0 ? Refreshed.UNCHANGED : Refreshed.CHANGED;
        }
        boolean wasDamaged = corruption().isPresent();
        fillFromGateway(catalog, progress);
        return wasDamaged ? Refreshed.REBUILT_AFTER_CORRUPTION : Refreshed.REBUILT_FROM_SNAPSHOT;
      }
    }
  }

  /** Returns the number of changes that were added; null where the snapshot is needed. */
  private @Nullable Long addChanges(CatalogClient catalog, LongConsumer progress)
      throws IOException {
    Directory directory = current.updatable();
    if (directory == null) {
      return null;
    }
    try {
      Long changes = new ChangesWriter(catalog).write(directory, progress);
      if (changes != null) {
        current.refresh();
      }
      return changes;
    } catch (RejectedException e) {
      if (e.code().equals("CURSOR_EXPIRED")) {
        return null;
      }
      throw e;
    }
  }

  private void fillFromGateway(CatalogClient catalog, LongConsumer progress) throws IOException {
    // In the folder of an index, which the next refresh deletes if this process is killed.
    String fetching = folder.create();
    try {
      Path first = folder.index(fetching).resolve("snapshot");
      Download download = catalog.snapshot(first, null);
      // Without a cursor each refresh fetches the snapshot.
      String cursor = download.header("Igs-Cursor").orElse(CatalogCommit.NO_CURSOR);
      Path second = folder.index(fetching).resolve("second");
      catalog.withLanguage(secondLanguage(language(first))).snapshot(second, null);
      fill(new SnapshotWriter(first, second, cursor, catalog.account()), progress);
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

  private static Language secondLanguage(Language first) {
    return first.isChinese() ? Language.EN : Language.ZH_CN;
  }

  /**
   * Finds services, best match first.
   *
   * @throws IllegalStateException if the catalog has not been filled yet
   */
  public LocalSearchResult search(LocalSearchQuery query) throws IOException {
    LocalSearchResult found = current.search(kinds -> index.search(kinds, query));
    if (found == null) {
      throw new IllegalStateException("the local catalog is empty; call refresh(...) first");
    }
    return found;
  }

  /** Returns the names of services that the text typed so far may mean, each name once. */
  public List<String> suggest(LocalSearchQuery query) throws IOException {
    return search(query.limit(100)).hits().stream()
        .map(hit -> ServiceDocuments.nameOf(hit.service()))
        .filter(name -> !name.isEmpty())
        .distinct()
        .limit(query.limit())
        .toList();
  }

  /**
   * Returns the languages in which services are found and returned, that of the first snapshot
   * first.
   */
  public List<Language> languages() throws IOException {
    List<Language> languages =
        current.search(
            kinds -> CatalogCommit.openIn((DirectoryReader) kinds.getIndexReader()).languages());
    return languages == null ? List.of() : languages;
  }

  /** Returns the number of services. */
  public long size() throws IOException {
    Long size = current.search(Kinds::all);
    return size == null ? 0 : size;
  }

  /** Opens what another process may have put on the disk since. */
  public void reopen() throws IOException {
    synchronized (writing) {
      current.reopen();
    }
  }

  /** Closes the files. */
  @Override
  public void close() throws IOException {
    synchronized (writing) {
      current.close();
    }
  }
}
