package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.testkit.GovSandbox;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CategoryCacheTest {
  private final GovSandbox sandbox = GovSandbox.start();
  private final GovClient gov =
      // No repeats: the faults of the tests must reach the cache.
      sandbox.clientBuilder().clock(sandbox.clock()).maxAttempts(1).maxIdleConnections(0).build();
  private final MessageClient client = new MessageClient(gov);
  private final CategoryCache cache =
      new CategoryCache(client, Duration.ofHours(1), sandbox.clock());
  private CategoryTree tree;

  @BeforeEach
  void fetch() {
    tree = cache.get();
    assertEquals(40, tree.categories().size());
  }

  @AfterEach
  void close() {
    gov.close();
    sandbox.close();
  }

  /** Makes the next request for categories fail. */
  private void fail() {
    sandbox.faults().next("message.categories").resetBeforeWork();
  }

  private void assertAsked() {
    assertEquals(40, client.categories().categories().size(), "the fault was not used");
  }

  private void assertNotAsked() {
    assertThrows(GovException.class, client::categories, "the fault was used");
  }

  @Test
  void get_beforeMaxAge_doesNotAsk() {
    fail();

    assertSame(tree, cache.get());
    assertNotAsked();
  }

  @Test
  void get_gatewayNotAvailable_returnsTheOldTreeAndAsksAgainAfterAMinute() {
    sandbox.clock().advance(Duration.ofHours(1));
    fail();
    assertSame(tree, cache.get());
    fail();

    assertSame(tree, cache.get());
    assertNotAsked();
    fail();
    sandbox.clock().advance(Duration.ofMinutes(1));
    assertSame(tree, cache.get());
    assertAsked();
  }

  @Test
  void get_newTreeOfTheSameVersion_returnsTheSameObject() {
    sandbox.clock().advance(Duration.ofHours(1));

    assertSame(tree, cache.get());
    fail();
    assertSame(tree, cache.get());
    assertNotAsked();
  }

  @Test
  void expire_beforeMaxAge_makesTheNextGetAsk() {
    cache.expire();
    fail();

    assertSame(tree, cache.get());
    assertAsked();
  }

  @Test
  void get_gatewayNotAvailableAndNothingCached_throws() {
    CategoryCache empty = new CategoryCache(gov);
    fail();

    assertThrows(GovException.class, empty::get);
    assertNotSame(tree, empty.get());
  }
}
