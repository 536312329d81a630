package io.yiwang.catalog;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the index that the folder points to open for searching. Any number of threads may search
 * while one thread opens the next.
 */
final class CurrentIndex {
  /** Opens the files of an index. */
  interface Directories {
    Directory open(Path folder) throws IOException;
  }

  interface Search<T> {
    T in(Kinds kinds) throws IOException;
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
  private final Directories directories;
  private volatile @Nullable Generation generation;
  private volatile @Nullable String corruption;

  CurrentIndex(MirrorFolder folder, Directories directories) {
    this.folder = folder;
    this.directories = directories;
  }

  boolean isThere() {
    return generation != null;
  }

  /** Returns what is damaged on the disk; nothing if all is well. */
  @Nullable String corruption() {
    return corruption;
  }

  /** Returns the directory of the index if changes can be written into it. */
  @Nullable Directory followable() throws IOException {
    Generation at = generation;
    return at != null && corruption == null && CatalogCommit.lastOf(at.directory()).canBeFollowed()
        ? at.directory()
        : null;
  }

  /** Lets searches see what was committed. */
  void refresh() throws IOException {
    Generation at = generation;
    if (at != null) {
      at.searchers().maybeRefreshBlocking();
    }
  }

  /** Returns the result of a search, or nothing while there is no index. */
  <T> @Nullable T search(Search<T> search) throws IOException {
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

  /** Opens what the folder points to now, unless it is open already. */
  void reopen() throws IOException {
    for (int attempt = 0; ; attempt++) {
      String name = folder.current();
      Generation at = generation;
      if (name == null) {
        close();
        corruption = null;
        return;
      }
      if (at != null && at.name().equals(name) && corruption == null) {
        try {
          refresh();
          return;
        } catch (FileNotFoundException | NoSuchFileException e) {
          // Another process may have filled it again and swept this one away.
          if (name.equals(folder.current())) {
            throw e;
          }
          continue;
        }
      }
      try {
        generation = checked(name);
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
          corruption = "the local catalog's index is damaged: " + e.getClass().getSimpleName();
          return;
        }
      }
    }
  }

  private Generation checked(String name) throws IOException {
    Directory directory = directories.open(folder.index(name));
    try {
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        if (!CatalogCommit.isOfThisFormat(reader)) {
          throw new IndexFormatTooOldException(name, "of another version of the local catalog");
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

  /** Lets go of the files; {@link #reopen} opens them again. */
  void close() throws IOException {
    Generation at = generation;
    generation = null;
    if (at != null) {
      at.close();
    }
  }
}
