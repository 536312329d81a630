package io.yiwang.systemtests.leaks;

import io.yiwang.journal.Draft;
import io.yiwang.journal.Journal;
import io.yiwang.journal.NoSensitivePayload;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.slf4j.LoggerFactory;

/** Plants marks in the places that {@link LeakTest} searches, where it must find them. */
final class Plants {
  /** Keeps a mark in the heap. */
  private static final String[] IN_THE_HEAP = new String[1];

  private final LeakNode node;
  private final Parent parent;
  private final Channels channels;

  Plants(LeakNode node, Parent parent, Channels channels) {
    this.node = node;
    this.parent = parent;
    this.channels = channels;
  }

  /** Plants a mark in the heap, and forgets the one before. */
  void plantInHeap(String name) {
    IN_THE_HEAP[0] = parent.value(name);
  }

  /** Plants a mark in each place but the heap. */
  void plantAll(Journal journal) throws Exception {
    LoggerFactory.getLogger("io.yiwang.planted").trace("planted {}", parent.value("plant-slf4j"));
    java.util.logging.Logger.getLogger("okhttp3.planted")
        .log(java.util.logging.Level.FINEST, "planted {0}", parent.value("plant-jul"));
    System.out.println("planted " + parent.value("plant-out"));
    System.err.println("planted " + parent.value("plant-err"));
    node.attempt(
        "plant",
        () -> {
          RuntimeException cause = new IllegalStateException("the cause");
          cause.addSuppressed(new IllegalStateException(parent.value("plant-thrown")));
          throw new IllegalStateException("planted", cause);
        });
    node.attempt("plant", () -> List.of(new CarelessRecord(parent.value("plant-printed"))));
    Thread named = new Thread(() -> {}, parent.value("plant-threads"));
    named.start();
    channels.write("threads", named.getName());
    named.join();
    Files.write(
        Files.createTempFile("planted", ".tmp"),
        parent.value("plant-temp").getBytes(Charset.forName("GBK")));
    journal
        .intents("leaks", "planted", Line.class, NoSensitivePayload.class)
        .begin(
            Draft.of(
                UUID.randomUUID().toString(), "WAITING", new Line(parent.value("plant-journal"))),
            Duration.ofMinutes(1));
  }

  private record Line(String text) {}

  /** A record whose author has not thought about what it prints. */
  private record CarelessRecord(String text) {}
}
