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
 * Keeps the index in use open for searching. Any number of threads may search while one thread
 * opens the next index.
 */
final class CurrentIndex {
  /** Opens the folder of an index as the engine's directory. */
  interface Directories {
    Directory open(Path folder) throws IOException;
  }

  /** Searches one state of the index. */
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

  private final CatalogFolder folder;
  private final Directories directories;
  private volatile @Nullable Generation generation;
  private volatile @Nullable String corruption;

  CurrentIndex(CatalogFolder folder, Directories directories) {
    this.folder = folder;
    this.directories = directories;
  }

  boolean isOpen() {
    return generation != null;
  }

  /** Returns what is damaged on the disk; null if nothing is. */
  @Nullable String corruption() {
    return corruption;
  }

  /** Returns the directory of the index if changes can be written into it, else null. */
  @Nullable Directory updatable() throws IOException {
    Generation open = generation;
    return open != null
            && corruption == null
            && CatalogCommit.lastOf(open.directory()).canBeUpdated()
        ? open.directory()
        : null;
  }

  /** Makes the newest commit visible to searches. */
  void refresh() throws IOException {
    Generation open = generation;
    if (open != null) {
      open.searchers().maybeRefreshBlocking();
    }
  }

  /** Returns the result of a search; null while there is no index. */
  <T> @Nullable T search(Search<T> search) throws IOException {
    while (true) {
      Generation open = generation;
      if (open == null) {
        return null;
      }
      IndexSearcher searcher;
      try {
        searcher = open.searchers().acquire();
      } catch (AlreadyClosedException e) {
        if (open.equals(generation)) {
          throw e;
        }
        continue; // Another index was put into use.
      }
      try {
        return search.in((Kinds) searcher);
      } finally {
        open.searchers().release(searcher);
      }
    }
  }

  /** Opens the index that is in use now, unless it is open already. */
  void reopen() throws IOException {
    for (int attempt = 0; ; attempt++) {
      String name = folder.current();
      Generation open = generation;
      if (name == null) {
        close();
        corruption = null;
        return;
      }
      if (open != null && open.name().equals(name) && corruption == null) {
        try {
          refresh();
          return;
        } catch (FileNotFoundException | NoSuchFileException e) {
          // Another process may have filled the catalog again and deleted this index.
          if (name.equals(folder.current())) {
            throw e;
          }
          continue;
        }
      }
      try {
        generation = openChecked(name);
        corruption = null;
        if (open != null) {
          open.close();
        }
        return;
      } catch (CorruptIndexException
          | IndexFormatTooNewException
          | IndexFormatTooOldException
          | EOFException
          | FileNotFoundException
          | NoSuchFileException e) {
        // Another process may have deleted it since we read its name.
        if (attempt > 2 || name.equals(folder.current())) {
          corruption = "the local catalog's index is damaged: " + e.getClass().getSimpleName();
          return;
        }
      }
    }
  }

  private Generation openChecked(String name) throws IOException {
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
      return new Generation(name, directory, new SearcherManager(directory, new KindsFactory()));
    } catch (IOException e) {
      directory.close();
      throw e;
    }
  }

  /** Opens a searcher that knows the kinds of its state. */
  private static final class KindsFactory extends SearcherFactory {
    @Override
    public IndexSearcher newSearcher(IndexReader reader, @Nullable IndexReader previous)
        throws IOException {
      return new Kinds(reader);
    }
  }

  /** Closes the files; {@link #reopen} opens them again. */
  void close() throws IOException {
    Generation open = generation;
    generation = null;
    if (open != null) {
      open.close();
    }
  }
}
