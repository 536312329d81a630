package io.yiwang.catalog;

import io.yiwang.Beta;
import io.yiwang.value.Language;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The whole catalog on the local disk, searched without the network. Thread-safe; several processes
 * may read one folder while one of them refreshes it.
 *
 * <p>In the folder given it makes a folder {@code yiwang-catalog}, which only its owner may open,
 * and touches nothing else. That holds one index for each fill, the file {@code current}, which
 * names the one that counts and is replaced in one step when a new one is whole on the disk, and a
 * {@code lock}, for which a second process waits that wants to refresh at the same time: a crash at
 * any instant leaves the last good state, and what it leaves behind is deleted by the next fill.
 * Every file of an index has a checksum; {@link #open} checks them all. A fill needs about three
 * times the snapshot's size of free disk.
 */
@Beta
public abstract class LocalCatalog implements AutoCloseable {
  /** Says what a refresh did. */
  public enum Refreshed {
    /** Nothing had changed. */
    UNCHANGED,
    /** Changes were taken in. */
    CHANGED,
    /** Filled from the snapshot. */
    REBUILT_FROM_SNAPSHOT,
    /** Filled from the snapshot, since what stood on the disk was damaged. */
    REBUILT
  }

  /** Lucene is in a class that is not public, so that no signature mentions it. */
  LocalCatalog() {}

  /** Opens what is in the folder, or makes an empty one. */
  public static LocalCatalog open(Path folder) throws IOException {
    return open(folder, null);
  }

  /**
   * Returns the same with everyday words of the platform's own.
   *
   * @param synonyms UTF-8 or GBK; lines {@code word = other, other}, {@code ~ word that weighs less
   *     than others}, {@code - word that finds nothing} and {@code # comment}
   */
  public static LocalCatalog open(Path folder, @Nullable Path synonyms) throws IOException {
    return LuceneCatalog.at(folder, synonyms == null ? Synonyms.shipped() : Synonyms.of(synonyms));
  }

  /** Returns whether there is something to search. */
  public abstract boolean isFilled();

  /**
   * Returns what is damaged on the disk, so that it must be filled again; nothing if all is well.
   */
  public abstract @Nullable String corruption();

  /**
   * Fills the mirror from a snapshot that came some other way than by {@link #refresh}, such as
   * from another machine. Nothing of it is used unless its digest is the one given; until it is
   * whole, searches see what was there before.
   *
   * @param sha256 of the file, from whoever fetched it with {@link CatalogClient#snapshot}
   * @param cursor where {@link CatalogClient#changes} continues from
   * @param progress notified now and then of how many services there are so far
   * @throws IOException also for another digest, for a line that is not a service, which is named,
   *     and for a snapshot without any service, where there are some already that {@link #clear}
   *     has not deleted
   */
  public abstract void fill(Path snapshot, byte[] sha256, String cursor, LongConsumer progress)
      throws IOException;

  /**
   * The same with the catalog in a second language: each service is found by its texts in both.
   *
   * @param elsewise the snapshot in the other language; a service that it lacks has one language
   */
  public abstract void fill(
      Path snapshot,
      byte[] sha256,
      Path elsewise,
      byte[] elsewiseSha256,
      String cursor,
      LongConsumer progress)
      throws IOException;

  /**
   * Deletes all services, so that the mirror is empty. A fill from a snapshot without any service
   * is possible then.
   */
  public abstract void clear() throws IOException;

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
  public abstract Refreshed refresh(CatalogClient catalog, LongConsumer progress)
      throws IOException;

  /**
   * Finds services, best match first.
   *
   * @throws IllegalStateException if the mirror has not been filled yet
   */
  public abstract LocalSearchResult search(LocalSearchQuery query) throws IOException;

  /** Names of services that what is typed so far may be the beginning of, no name twice. */
  public abstract List<String> suggest(LocalSearchQuery query) throws IOException;

  /** Returns the languages in which services are found and given, the first one first. */
  public abstract List<Language> languages() throws IOException;

  /** Returns how many services there are. */
  public abstract long size() throws IOException;

  /** Looks again at the disk: another process may have refreshed it. */
  public abstract void reopen() throws IOException;

  /** Lets go of the files. */
  @Override
  public abstract void close() throws IOException;
}
