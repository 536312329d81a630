package io.yiwang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PagesTest {
  private final Map<String, Page<Integer>> pages = new HashMap<>();
  private final List<String> fetched = new ArrayList<>();

  private Page<Integer> fetch(@Nullable String cursor) {
    String key = String.valueOf(cursor);
    fetched.add(key);
    Page<Integer> page = pages.get(key);
    if (page == null) {
      throw new IllegalStateException("no page " + key);
    }
    return page;
  }

  private Pages<Integer> three() {
    pages.put("null", new Page<>(List.of(1, 2), "a"));
    pages.put("a", new Page<>(List.of(), "b"));
    pages.put("b", new Page<>(List.of(3), null));
    return new Pages<>(this::fetch);
  }

  @Test
  void iterator_pages_areReadInOrderPastAnEmptyOne() {
    List<Integer> all = new ArrayList<>();
    three().forEach(all::add);

    assertEquals(List.of(1, 2, 3), all);
    assertEquals(List.of("null", "a", "b"), fetched);
  }

  @Test
  void filter_pages_areReadPastAnEmptyOne() {
    List<Integer> odd = new ArrayList<>();
    three().filter(each -> each % 2 == 1).forEach(odd::add);

    assertEquals(List.of(1, 3), odd);
    assertEquals(List.of("null", "a", "b"), fetched);
  }

  @Test
  void iterator_notUsed_fetchesNothing() {
    Iterator<Integer> unused = three().iterator();
    assertEquals(List.of(), fetched);

    assertTrue(unused.hasNext());
    assertEquals(List.of("null"), fetched);
  }

  @Test
  void iterator_pageNotReadToItsEnd_doesNotFetchTheNext() {
    Iterator<Integer> items = three().iterator();

    assertEquals(1, items.next());
    assertEquals(2, items.next());
    assertEquals(List.of("null"), fetched);
    assertEquals(3, items.next());
    assertFalse(items.hasNext());
    assertThrows(NoSuchElementException.class, items::next);
    assertEquals(List.of("null", "a", "b"), fetched);
  }

  @Test
  void iterator_again_startsAtTheFirstPage() {
    Pages<Integer> pages = three();
    assertEquals(1, pages.iterator().next());
    assertEquals(1, pages.iterator().next());

    assertEquals(List.of("null", "null"), fetched);
  }

  @Test
  void stream_limited_fetchesWhatItNeeds() {
    assertEquals(List.of(1, 2), three().stream().limit(2).toList());
    assertEquals(List.of("null"), fetched);
    assertEquals(List.of(1, 2, 3), three().stream().toList());
  }

  @Test
  void first_page_isOneCall() {
    assertEquals(new Page<>(List.of(1, 2), "a"), three().first());
    assertEquals(List.of("null"), fetched);
  }

  @Test
  void iterator_emptyList_hasNothing() {
    pages.put("null", new Page<>(List.of(), null));

    assertFalse(new Pages<>(this::fetch).iterator().hasNext());
  }

  @Test
  void iterator_sameCursorTwice_fails() {
    pages.put("null", new Page<>(List.of(1), "a"));
    pages.put("a", new Page<>(List.of(2), "a"));
    Iterator<Integer> items = new Pages<>(this::fetch).iterator();
    assertEquals(1, items.next());

    assertThrows(IllegalStateException.class, items::hasNext);
    assertEquals(List.of("null", "a"), fetched);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 7, 64, 1000})
  void iterator_cursorsInACycle_fails(int length) {
    AtomicInteger calls = new AtomicInteger();
    Pages<Integer> circle =
        new Pages<>(cursor -> new Page<>(List.of(1), "after-" + calls.incrementAndGet() % length));

    assertThrows(IllegalStateException.class, () -> circle.forEach(each -> {}));
    assertTrue(calls.get() <= 4 * length + 4, calls::toString);
  }

  @Test
  void iterator_endlessEmptyPages_fails() {
    AtomicInteger calls = new AtomicInteger();
    Pages<Integer> endless =
        new Pages<>(cursor -> new Page<>(List.of(), "after-" + calls.incrementAndGet()));

    assertThrows(IllegalStateException.class, () -> endless.iterator().hasNext());
    assertEquals(101, calls.get());
  }

  @Test
  void iterator_manyPagesWithDifferentCursors_areAllRead() {
    AtomicInteger calls = new AtomicInteger();
    Pages<Integer> many =
        new Pages<>(
            cursor -> {
              int page = calls.incrementAndGet();
              List<Integer> items = page % 100 == 0 ? List.of(page) : List.of();
              return new Page<>(items, page == 5000 ? null : "after-" + page);
            });

    assertEquals(50, many.stream().count());
  }

  @Test
  void iterator_pageThatFails_canBeFetchedAgain() {
    pages.put("null", new Page<>(List.of(1), "a"));
    Iterator<Integer> items = new Pages<>(this::fetch).iterator();
    assertEquals(1, items.next());
    assertThrows(IllegalStateException.class, items::hasNext);

    pages.put("a", new Page<>(List.of(2), null));

    assertEquals(2, items.next());
    assertFalse(items.hasNext());
  }

  @Test
  void of_request_passesTheCursor() {
    RecordingGateway gateway =
        new RecordingGateway()
            .answers(new Page<>(List.of("x"), "c-1"))
            .answers(new Page<>(List.of("y"), null));
    GovRequest<Page<String>> request =
        GovRequest.page("a.b", "things", String.class).parameter("limit", 1);

    assertEquals(List.of("x", "y"), Pages.of(gateway, request).stream().toList());
    assertEquals(
        List.of("a.b GET things?limit=1", "a.b GET things?limit=1&cursor=c-1"),
        gateway.requests().stream().map(RecordingGateway::line).toList());
  }

  @Test
  void page_items_areCopied() {
    List<Integer> items = new ArrayList<>(List.of(1));
    Page<Integer> page = new Page<>(items, null);

    items.add(2);

    assertEquals(List.of(1), page.items());
  }
}
