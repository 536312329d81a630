package io.yiwang.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.journal.JournalException;
import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.value.RegionCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.LogManager;
import org.postgresql.ds.PGSimpleDataSource;

/** Submits messages to an outbox and sends them until the process is killed. */
final class OutboxCrashNode {
  static final Duration LEASE = Duration.ofMillis(2500);
  private static final String ODD = " 𠮷野👨‍👩‍👧 שלום ";

  private OutboxCrashNode() {}

  /** Returns the message of an id, always the same. */
  static Message message(String id) {
    return Message.to(
            new RegionCode("330106"), id, ODD + id.repeat(1 + id.hashCode() % 7 & 7) + ODD)
        .author(Author.of("王" + id, "138" + id))
        .build();
  }

  static PayloadCipher cipher() {
    return new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(UTF_8));
  }

  static MessageOutbox outbox(GovClient gov, Journal journal) {
    return MessageOutbox.builder(gov, journal)
        .lease(LEASE)
        .waits(Duration.ofMillis(50), Duration.ofMillis(400))
        .build();
  }

  /**
   * Runs a node.
   *
   * @param args the path of {@code client.properties}, the database's address, the prefix of the
   *     node's message ids and the number of the first
   */
  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset();
    try (GovClient gov =
        new ClientProperties(Path.of(args[0]))
            .client()
            .callTimeout(Duration.ofMillis(1500))
            .maxAttempts(2)
            .build()) {
      Journal journal = journal(args[1]);
      MessageOutbox outbox = outbox(gov, journal);
      retry(outbox::figures);
      print("READY");
      if (System.in.read() < 0) {
        return;
      }
      Thread sender = new Thread(() -> send(outbox), "sender");
      sender.setDaemon(true);
      sender.start();
      for (int number = Integer.parseInt(args[3]); ; number++) {
        String id = args[2] + "-" + number;
        retry(() -> outbox.submit(id, message(id), "citizen of " + id));
        print("SUBMITTED " + id);
        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      }
    }
  }

  /** Repeats an action until the database is up. */
  private static void retry(Runnable work) {
    while (true) {
      try {
        work.run();
        return;
      } catch (JournalException e) {
        print("FAULT " + e.getMessage());
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
  }

  private static void send(MessageOutbox outbox) {
    while (true) {
      try {
        if (outbox.runOnce() == 0) {
          LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
      } catch (JournalException e) {
        print("FAULT " + e.getMessage());
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      } catch (RuntimeException | Error e) {
        print("VIOLATION " + e);
      }
    }
  }

  /** Opens the journal, and waits as long as the database is down. */
  private static Journal journal(String database) {
    while (true) {
      try {
        if (!database.startsWith("jdbc:")) {
          return Journal.at(Path.of(database), cipher());
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database);
        source.setConnectTimeout(5);
        return Journal.on(source, cipher());
      } catch (JournalException e) {
        print("FAULT " + e.getMessage());
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }

  private static void print(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
