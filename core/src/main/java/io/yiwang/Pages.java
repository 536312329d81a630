package io.yiwang;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Reads a long list page by page, fetching each page when its first item is requested. Each
 * iteration starts again at the first page; fetching a page is one call, and throws what a call
 * throws. If the gateway's cursors form a cycle, or more than 100 empty pages follow each other,
 * reading fails with an {@code IllegalStateException} instead of running forever.
 */
public final class Pages<T> implements Iterable<T> {
  private static final int MOST_EMPTY = 100;

  private final Function<@Nullable String, Page<T>> fetch;

  Pages(Function<@Nullable String, Page<T>> fetch) {
    this.fetch = fetch;
  }

  /** Reads the pages of a request, passing the cursor as the query parameter {@code cursor}. */
  public static <T> Pages<T> of(Gateway gateway, GovRequest<Page<T>> request) {
    return new Pages<>(cursor -> gateway.call(request.parameter("cursor", cursor)));
  }

  /** Returns a list of the items that match; its pages may be shorter, or empty. */
  public Pages<T> filter(Predicate<? super T> passes) {
    return new Pages<>(
        cursor -> {
          Page<T> page = fetch.apply(cursor);
          return new Page<>(page.items().stream().filter(passes).toList(), page.next());
        });
  }

  /**
   * Reads the pages of requests that carry the cursor in another place, such as the body.
   *
   * @param request maps a cursor to the request for the page that starts there; the cursor is null
   *     for the first page
   */
  public static <T> Pages<T> of(
      Gateway gateway, Function<@Nullable String, GovRequest<Page<T>>> request) {
    return new Pages<>(cursor -> gateway.call(request.apply(cursor)));
  }

  /** Returns the first page only. */
  public Page<T> first() {
    return fetch.apply(null);
  }

  /** Returns the items in order, lazily. */
  public Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private @Nullable Iterator<T> items;
      private @Nullable String next;
      // One cursor is kept, and replaced after 1, 2, 4, 8, ... pages: in a cycle of any length it
      // eventually recurs (Brent, BIT 20, 1980).
      private @Nullable String kept;
      private long pages;
      private int empty;

      @Override
      public boolean hasNext() {
        // A page may be empty and still not be the last.
        while (items == null || (!items.hasNext() && next != null)) {
          Page<T> page = fetch.apply(next);
          items = page.items().iterator();
          next = page.next();
          checkProgress();
        }
        return items.hasNext();
      }

      private void checkProgress() {
        if (next == null) {
          return;
        }
        if (next.equals(kept)) {
          throw new IllegalStateException("the gateway gave the same cursor twice");
        }
        pages++;
        if (Long.bitCount(pages) == 1) {
          kept = next;
        }
        empty = items == null || items.hasNext() ? 0 : empty + 1;
        if (empty > MOST_EMPTY) {
          throw new IllegalStateException(
              "the gateway gave " + empty + " empty pages in a row and says that there are more");
        }
      }

      @Override
      public T next() {
        if (!hasNext() || items == null) {
          throw new NoSuchElementException();
        }
        return items.next();
      }
    };
  }
}
