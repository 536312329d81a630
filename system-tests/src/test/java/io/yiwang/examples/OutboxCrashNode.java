package io.yiwang.examples;

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

/** A node that takes messages and hands them over until it is killed. */
final class OutboxCrashNode {
  static final Duration LEASE = Duration.ofMillis(2500);
  private static final String ODD = " 𠮷野👨‍👩‍👧 שלום ";

  private OutboxCrashNode() {}

  /** What somebody wrote; the same for the same id. */
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

  /** Config file, database, the prefix of its messages and the number of the first. */
  public static void main(String[] args) throws Exception {
    LogManager.getLogManager().reset();
    try (GovClient gov =
        new Platform(Path.of(args[0]))
            .client()
            .callTimeout(Duration.ofMillis(1500))
            .maxAttempts(2)
            .build()) {
      Journal journal = journal(args[1]);
      MessageOutbox outbox = outbox(gov, journal);
      insist(outbox::figures);
      say("READY");
      if (System.in.read() < 0) {
        return;
      }
      Thread sender = new Thread(() -> send(outbox), "sender");
      sender.setDaemon(true);
      sender.start();
      for (int number = Integer.parseInt(args[3]); ; number++) {
        String id = args[2] + "-" + number;
        insist(() -> outbox.submit(id, message(id), "citizen of " + id));
        say("TAKEN " + id);
        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      }
    }
  }

  /** The database may be down. */
  private static void insist(Runnable work) {
    while (true) {
      try {
        work.run();
        return;
      } catch (JournalException e) {
        say("TROUBLE " + e.getMessage());
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
        say("TROUBLE " + e.getMessage());
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      } catch (RuntimeException | Error e) {
        say("VIOLATION " + e);
      }
    }
  }

  /** The database may be down as well. */
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
        say("TROUBLE " + e.getMessage());
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
      }
    }
  }

  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
