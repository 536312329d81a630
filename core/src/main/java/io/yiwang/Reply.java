package io.yiwang;

import java.nio.file.Path;
import java.util.List;

/**
 * Describes the answer to a request and how it is read: as one object, a page, a list, one object
 * with its bytes, or a file.
 *
 * @param <T> the type that the call returns
 */
public sealed interface Reply<T> {
  /** Returns the type of the object, or of each item; {@link Download} for a file. */
  Class<?> type();

  /** Asks for one object. */
  record One<T>(Class<T> type) implements Reply<T> {}

  /** Asks for a page of items. */
  record OnePage<E>(Class<E> type) implements Reply<Page<E>> {}

  /** Asks for all items at once, as {@code {"items": [...]}}. */
  record Items<E>(Class<E> type) implements Reply<List<E>> {}

  /** Asks for one object together with the bytes that it is read from. */
  record WithBytes<E>(Class<E> type) implements Reply<Verbatim<E>> {}

  /**
   * Asks for a file.
   *
   * @param target the absolute path of the file
   * @param maxBytes the largest size that is accepted, compressed and decompressed
   */
  record File(Path target, long maxBytes) implements Reply<Download> {
    /**
     * Makes the path absolute and checks the limit.
     *
     * @throws IllegalArgumentException if {@code maxBytes} is less than 1
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
