package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that writes which share a flush share nothing else, through the store that has the
 * connection.
 */
class GroupCommitTest {
  private static final int JOBS = 8;

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private SqliteStore store;

  @BeforeEach
  void open() {
    store = new SqliteStore(folder.resolve("journal.db"));
  }

  @AfterEach
  void close() {
    store.close();
    threads.shutdownNow();
  }

  private CompletableFuture<Integer> inTheBackground(Store.Work<Integer> work) {
    return CompletableFuture.supplyAsync(() -> store.write(work), threads);
  }

  private static int insert(Session session, String name) throws SQLException {
    return session.update(
        "INSERT INTO yiwang_name (account, name, kind, id) VALUES ('a', ?, 'k', 'i')", name);
  }

  private long rows() {
    Long rows =
        store.read(
            session -> session.first("SELECT count(*) FROM yiwang_name", row -> row.getLong(1)));
    return rows == null ? -1 : rows;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs jobs as one batch: a first one leads until the others wait. */
  private List<CompletableFuture<Integer>> together(List<Store.Work<Integer>> jobs)
      throws InterruptedException {
    CountDownLatch leading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> first =
        inTheBackground(
            session -> {
              leading.countDown();
              awaitUninterruptibly(go);
              return insert(session, "first");
            });
    leading.await();
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    jobs.forEach(job -> all.add(inTheBackground(job)));
    while (store.waiting() < jobs.size()) {
      Thread.onSpinWait();
    }
    go.countDown();
    assertEquals(1, first.join());
    return all;
  }

  @Test
  @Timeout(20)
  void close_writersThatCameMeanwhile_areRefusedAndDoNotWaitForEver() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> reader =
        CompletableFuture.supplyAsync(
            () ->
                store.read(
                    session -> {
                      reading.countDown();
                      awaitUninterruptibly(go);
                      return 1;
                    }),
            threads);
    reading.await();
    Thread closing = new Thread(store::close);
    closing.start();
    while (closing.getState() != Thread.State.WAITING) {
      // Until it keeps writers out, and waits for the reader.
      Thread.onSpinWait();
    }
    List<CompletableFuture<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      writers.add(inTheBackground(session -> insert(session, "too late")));
    }
    while (store.waiting() < JOBS) {
      Thread.onSpinWait();
    }
    go.countDown();

    assertEquals(1, reader.get());
    closing.join();
    for (CompletableFuture<Integer> writer : writers) {
      ExecutionException e = assertThrows(ExecutionException.class, writer::get);
      assertEquals("the journal is closed", e.getCause().getMessage());
    }
  }

  @Test
  @Timeout(20)
  void close_maintenanceThatWaitsForACommit_doesNotWaitForIt() throws Exception {
    // Another process that closes the journal removes the mark, which maintenance writes again.
    new SqliteStore(folder.resolve("journal.db")).close();
    CountDownLatch leading = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<Integer> leader =
        inTheBackground(
            session -> {
              leading.countDown();
              awaitUninterruptibly(go);
              throw new LeaseExpiredException();
            });
    leading.await();
    CompletableFuture<Void> maintenance = CompletableFuture.runAsync(store::maintain, threads);
    while (store.waiting() < 1) {
      Thread.onSpinWait();
    }
    Thread closing = new Thread(store::close);
    closing.start();
    while (!isClosed()) {
      Thread.onSpinWait();
    }
    go.countDown();

    closing.join();
    assertThrows(ExecutionException.class, leader::get);
    ExecutionException e = assertThrows(ExecutionException.class, maintenance::get);
    assertEquals("the journal is closed", e.getCause().getMessage());
  }

  private boolean isClosed() {
    try {
      return rows() < 0;
    } catch (JournalException e) {
      return true;
    }
  }

  @Test
  void write_jobOfABatchThatFailsInTheDatabase_failsAlone() throws Exception {
    List<Store.Work<Integer>> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      String name = "name-" + i;
      jobs.add(session -> insert(session, name));
    }
    jobs.add(4, session -> session.update("INSERT INTO no_such_table VALUES (1)"));

    List<CompletableFuture<Integer>> all = together(jobs);

    ExecutionException e = assertThrows(ExecutionException.class, all.remove(4)::get);
    assertTrue(e.getCause() instanceof JournalException, e::toString);
    for (CompletableFuture<Integer> job : all) {
      assertEquals(1, job.get());
    }
    assertEquals(JOBS + 1, rows());
  }

  @Test
  void write_jobOfABatchThatThrows_leavesNothingBehindAndFailsAlone() throws Exception {
    List<Store.Work<Integer>> jobs = new ArrayList<>();
    jobs.add(session -> insert(session, "kept"));
    jobs.add(
        session -> {
          insert(session, "rolled back");
          throw new LeaseExpiredException();
        });

    List<CompletableFuture<Integer>> all = together(jobs);

    assertEquals(1, all.get(0).get());
    ExecutionException e = assertThrows(ExecutionException.class, all.get(1)::get);
    assertTrue(e.getCause() instanceof LeaseExpiredException, e::toString);
    assertEquals(2, rows());
  }

  @Test
  void write_jobOfABatchThatThrowsAnError_failsAlone() throws Exception {
    List<Store.Work<Integer>> jobs = new ArrayList<>();
    jobs.add(session -> insert(session, "kept"));
    jobs.add(
        session -> {
          insert(session, "rolled back");
          throw new StackOverflowError("of one job");
        });

    List<CompletableFuture<Integer>> all = together(jobs);

    assertEquals(1, all.get(0).get());
    ExecutionException e = assertThrows(ExecutionException.class, all.get(1)::get);
    assertTrue(e.getCause() instanceof StackOverflowError, e::toString);
    assertEquals(2, rows());
  }

  @Test
  void write_afterClose_isRefused() {
    store.close();

    JournalException e =
        assertThrows(JournalException.class, () -> store.write(session -> insert(session, "x")));

    assertEquals("the journal is closed", e.getMessage());
    store = new SqliteStore(folder.resolve("other.db"));
  }
}
