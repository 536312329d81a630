package io.yiwang;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A long list, fetched a page at a time as it is read. Each iteration starts again at the first
 * page; each page is one call, made when its first item is asked for, and may throw what a call
 * throws.
 */
public final class Pages<T> implements Iterable<T> {
  private final Function<@Nullable String, Page<T>> fetch;

  Pages(Function<@Nullable String, Page<T>> fetch) {
    this.fetch = fetch;
  }

  /** Reads the pages of a request, handing the cursor on as the parameter {@code cursor}. */
  public static <T> Pages<T> of(Gateway gateway, GovRequest<Page<T>> request) {
    return new Pages<>(cursor -> gateway.call(request.parameter("cursor", cursor)));
  }

  /**
   * Reads the pages of requests that carry the cursor elsewhere, as in the body.
   *
   * @param request from a cursor, absent for the first page, to the request of the page that starts
   *     there
   */
  public static <T> Pages<T> of(
      Gateway gateway, Function<@Nullable String, GovRequest<Page<T>>> request) {
    return new Pages<>(cursor -> gateway.call(request.apply(cursor)));
  }

  /** The first page alone. */
  public Page<T> first() {
    return fetch.apply(null);
  }

  /** The items in order, lazily. */
  public Stream<T> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private @Nullable Iterator<T> items;
      private @Nullable String next;

      @Override
      public boolean hasNext() {
        // A page may be empty and still not be the last.
        while (items == null || (!items.hasNext() && next != null)) {
          Page<T> page = fetch.apply(next);
          if (next != null && next.equals(page.next())) {
            throw new IllegalStateException("the gateway gave the same cursor twice");
          }
          items = page.items().iterator();
          next = page.next();
        }
        return items.hasNext();
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
