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
 * <p>In the folder given it makes a folder {@code yiwang-catalog}, which only its owner may open,
 * and touches nothing else. That holds one index for each fill, the file {@code current}, which
 * names the one that counts and is replaced in one step when a new one is whole on the disk, and a
 * {@code lock}, for which a second process waits that wants to refresh at the same time: a crash at
 * any instant leaves the last good state, and what it leaves behind is deleted by the next fill.
 * Every file of an index has a checksum; {@link #open} checks them all. A fill needs about three
 * times the snapshot's size of free disk.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 */
@Beta
public class LocalCatalog implements AutoCloseable {
  /** Each index also holds the first of these that is not the client's own. */
  private static final List<Language> LANGUAGES_HELD = List.of(Language.ZH_CN, Language.EN);

  /** Says what a refresh did. */
  public enum Refreshed {
    /** Nothing had changed. */
    UNCHANGED,
    /** Changes were taken in. */
    CHANGED,
    /** Filled from the snapshot. */
    REBUILT_FROM_SNAPSHOT,
    /** Filled from the snapshot, since what was on the disk is damaged. */
    REBUILT
  }

  private final MirrorFolder folder;
  private final CurrentIndex current;
  private final CurrentIndex.Directories directories;
  private final ServiceIndex index;

  /** Held by the thread that changes what is on the disk or opens it; searches do not wait. */
  private final Object writing = new Object();

  LocalCatalog(MirrorFolder folder, Synonyms synonyms, CurrentIndex.Directories directories) {
    this.folder = folder;
    this.directories = directories;
    current = new CurrentIndex(folder, directories);
    index = new ServiceIndex(synonyms);
  }

  /** Opens what is in the folder, or makes an empty one. */
  public static LocalCatalog open(Path folder) throws IOException {
    return open(folder, null);
  }

  /**
   * Opens what is in the folder, with everyday words of the platform's own.
   *
   * @param synonyms UTF-8 or GBK; lines {@code word = other, other}, {@code word, word + word, word
   *     = other} for words that mean it only near each other, {@code ~ word that weighs less than
   *     others}, {@code - word that finds nothing} and {@code # comment}
   */
  public static LocalCatalog open(Path folder, @Nullable Path synonyms) throws IOException {
    return open(
        folder, synonyms == null ? Synonyms.shipped() : Synonyms.of(synonyms), FSDirectory::open);
  }

  static LocalCatalog open(Path folder, Synonyms synonyms, CurrentIndex.Directories directories)
      throws IOException {
    LocalCatalog catalog = new LocalCatalog(MirrorFolder.in(folder), synonyms, directories);
    catalog.reopen();
    return catalog;
  }

  /** Returns whether there is something to search. */
  public boolean isFilled() {
    return current.isThere();
  }

  /**
   * Returns what is damaged on the disk, so that it must be filled again; nothing if all is well.
   */
  public Optional<String> corruption() {
    return Optional.ofNullable(current.corruption());
  }

  /**
   * Fills the local catalog from a snapshot that came some other way than by {@link #refresh}, such
   * as from another machine. Nothing of it is used unless its digest is the one given; until it is
   * whole, searches see what was there before.
   *
   * @param sha256 of the file, from whoever fetched it with {@link CatalogClient#snapshot}
   * @param cursor where {@link CatalogClient#changes} continues from
   * @param progress notified now and then of how many services there are so far
   * @throws IOException also for another digest, for a line that is not a service, which is named,
   *     and for a snapshot without any service, where there are some already that {@link #clear}
   *     has not deleted
   */
  public void fill(Path snapshot, byte[] sha256, String cursor, LongConsumer progress)
      throws IOException {
    check(snapshot, sha256);
    fill(new SnapshotWriter(snapshot, null, cursor, null), progress);
  }

  /**
   * Fills the local catalog in two languages: each service is found by its texts in both.
   *
   * @param elsewise the snapshot in the other language; a service that it lacks has one language
   */
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
    fill(new SnapshotWriter(snapshot, elsewise, cursor, null), progress);
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
  private void fill(SnapshotWriter snapshot, LongConsumer progress) throws IOException {
    synchronized (writing) {
      try (MirrorFolder.Held held = folder.lock()) {
        String name = folder.next();
        try {
          fill(name, snapshot, progress);
        } catch (IOException e) {
          folder.delete(name);
          throw folder.explained(e, size(snapshot));
        } catch (AlreadyClosedException e) {
          // So the engine tells that one of its other threads could not write.
          folder.delete(name);
          throw folder.explained(
              new IOException("the index could not be written", e), size(snapshot));
        } catch (RuntimeException e) {
          folder.delete(name);
          throw e;
        }
        current.reopen();
        folder.sweepAllBut(name);
      }
    }
  }

  private static long size(SnapshotWriter snapshot) throws IOException {
    Path elsewise = snapshot.elsewise();
    return Files.size(snapshot.snapshot()) + (elsewise == null ? 0 : Files.size(elsewise));
  }

  private void fill(String name, SnapshotWriter snapshot, LongConsumer progress)
      throws IOException {
    long count;
    try (Directory directory = directories.open(folder.index(name))) {
      count = snapshot.write(directory, progress);
    }
    refuseEmpty(count);
    // Before it counts: what the application throws must not delete what others are to read.
    progress.accept(count);
    folder.point(name);
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

  /**
   * Deletes all services, so that the mirror is empty. A fill from a snapshot without any service
   * is possible then.
   */
  @SuppressWarnings("try") // The lock is held for as long as the block runs.
  public void clear() throws IOException {
    synchronized (writing) {
      try (MirrorFolder.Held held = folder.lock()) {
        folder.pointNowhere();
        current.reopen();
        folder.sweepAllBut(null);
      }
    }
  }

  /**
   * Brings the mirror up to date: by what has changed, or by the whole snapshot where there is
   * nothing yet, the disk is damaged, the gateway no longer knows what has changed, or the mirror
   * was refreshed from another gateway account before: it never holds parts of two catalogs. Give
   * each account its own folder.
   *
   * <p>The snapshot is taken in two languages, that of the client, and Chinese or, where that is
   * the client's, English, so that services are found by their texts in both. Changes are then
   * taken in the same two, whatever the language of the client that fetches them.
   *
   * @throws io.yiwang.GovException as every call; the mirror is as it was, or further on
   */
  @SuppressWarnings("try") // The lock is held for as long as the block runs.
  public Refreshed refresh(CatalogClient catalog, LongConsumer progress) throws IOException {
    synchronized (writing) {
      try (MirrorFolder.Held held = folder.lock()) {
        current.reopen();
        Long changes = follow(catalog, progress);
        if (changes != null) {
          return changes == 0 ? Refreshed.UNCHANGED : Refreshed.CHANGED;
        }
        boolean damaged = corruption().isPresent();
        take(catalog, progress);
        return damaged ? Refreshed.REBUILT : Refreshed.REBUILT_FROM_SNAPSHOT;
      }
    }
  }

  /** Returns how many changes were written; nothing where only the snapshot can help. */
  private @Nullable Long follow(CatalogClient catalog, LongConsumer progress) throws IOException {
    Directory directory = current.followable();
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

  /** Fills the mirror from the snapshot in the client's language and in another. */
  private void take(CatalogClient catalog, LongConsumer progress) throws IOException {
    // In its own folder, so that the next refresh deletes it if this one is killed.
    String fetching = folder.next();
    try {
      Path first = folder.index(fetching).resolve("snapshot");
      Download download = catalog.snapshot(first, null);
      // Without it each refresh is a whole one.
      String cursor = download.header("Igs-Cursor").orElse(CatalogCommit.NO_CURSOR);
      Path second = folder.index(fetching).resolve("elsewise");
      catalog.in(otherThan(language(first))).snapshot(second, null);
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

  /** Returns Chinese beside every language but Chinese, wherever either is spoken. */
  private static Language otherThan(Language first) {
    return LANGUAGES_HELD.get(first.isChinese() ? 1 : 0);
  }

  /**
   * Finds services, best match first.
   *
   * @throws IllegalStateException if the mirror has not been filled yet
   */
  public LocalSearchResult search(LocalSearchQuery query) throws IOException {
    LocalSearchResult found = current.search(kinds -> index.search(kinds, query));
    if (found == null) {
      throw new IllegalStateException("the local catalog is empty; call refresh(...) first");
    }
    return found;
  }

  /** Returns names of services that may be meant by what is typed so far, no name twice. */
  public List<String> suggest(LocalSearchQuery query) throws IOException {
    return search(query.limit(100)).hits().stream()
        .map(hit -> hit.service().name())
        .distinct()
        .limit(query.limit())
        .toList();
  }

  /** Returns the languages in which services are found and given, the first one first. */
  public List<Language> languages() throws IOException {
    List<Language> languages =
        current.search(
            kinds -> CatalogCommit.seenBy((DirectoryReader) kinds.getIndexReader()).languages());
    return languages == null ? List.of() : languages;
  }

  /** Returns how many services there are. */
  public long size() throws IOException {
    Long size = current.search(Kinds::all);
    return size == null ? 0 : size;
  }

  /** Looks again at the disk: another process may have refreshed it. */
  public void reopen() throws IOException {
    synchronized (writing) {
      current.reopen();
    }
  }

  /** Lets go of the files. */
  @Override
  public void close() throws IOException {
    synchronized (writing) {
      current.close();
    }
  }
}
