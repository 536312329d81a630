package io.yiwang;

import java.nio.file.Path;
import java.util.List;

/**
 * Says what a request is answered with, and as what it is read: one object, a page, a list, one
 * object with its own bytes, or a file.
 *
 * @param <T> what the call returns
 */
public sealed interface Reply<T> {
  /** Returns the type of the object, or of each item; {@link Download} for a file. */
  Class<?> type();

  /** Asks for one object. */
  record One<T>(Class<T> type) implements Reply<T> {}

  /** Asks for a page of items. */
  record OnePage<E>(Class<E> type) implements Reply<Page<E>> {}

  /** Asks for all items, as {@code {"items": [...]}} without pages. */
  record Items<E>(Class<E> type) implements Reply<List<E>> {}

  /** Asks for one object with the bytes that it is read from. */
  record WithBytes<E>(Class<E> type) implements Reply<Verbatim<E>> {}

  /**
   * Asks for a file.
   *
   * @param target where it is put, absolute
   * @param maxBytes the most that is taken, packed and unpacked
   */
  record File(Path target, long maxBytes) implements Reply<Download> {
    /**
     * Makes the path absolute.
     *
     * @throws IllegalArgumentException if nothing may be taken
     */
    public File {
      if (maxBytes < 1) {
        throw new IllegalArgumentException("maxBytes must be 1 or more, got " + maxBytes);
      }
      target = target.toAbsolutePath();
    }

    @Override
    public Class<Download> type() {
      return Download.class;
    }
  }
}
