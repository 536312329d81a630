package io.yiwang.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.journal.JournalFixture.Payload;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.mariadb.jdbc.MariaDbDataSource;

/** Tests a server of this test's own, whose settings are changed and which crashes. */
@Timeout(180)
@EnabledIf("io.yiwang.journal.MariaDbServer#isAvailable")
class MariaDbSettingsTest {
  @TempDir static Path folder;
  private static MariaDbServer server;

  @BeforeAll
  static void start() throws Exception {
    server =
        MariaDbServer.start(
            folder.resolve("data"),
            "--log-bin=log",
            "--sync-binlog=1",
            "--server-id=1",
            "--lower-case-table-names=1");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void restoreSettings() throws Exception {
    server.run(
        "journal",
        "SET GLOBAL read_only = 0",
        "SET GLOBAL innodb_flush_log_at_trx_commit = 1",
        "SET GLOBAL sync_binlog = 1");
  }

  private static Journal open() throws Exception {
    MariaDbDataSource source = new MariaDbDataSource();
    source.setUrl(server.url("mariadb", "journal"));
    return Journal.on(source);
  }

  private static void refused(String what) {
    var e = assertThrows(JournalException.class, MariaDbSettingsTest::open);
    assertTrue(e.getMessage().contains(what), e.getMessage());
  }

  @Test
  void on_serverThatDoesNotWaitForItsDisk_isRefused() throws Exception {
    server.run("journal", "SET GLOBAL innodb_flush_log_at_trx_commit = 2");
    refused("set innodb_flush_log_at_trx_commit to 1");
    server.run(
        "journal", "SET GLOBAL innodb_flush_log_at_trx_commit = 1", "SET GLOBAL sync_binlog = 0");
    refused("set sync_binlog to 1");
  }

  @Test
  void builder_serverWithLowerCaseNames_findsItsTables() throws Exception {
    server.run("journal", "CREATE DATABASE PayRoll");
    MariaDbDataSource source = new MariaDbDataSource();
    source.setUrl(server.url("mariadb", "journal"));
    for (int opening = 0; opening < 2; opening++) {
      Journal journal = Journal.builder(source).schema("PayRoll").tablePrefix("gov_").open();
      IntentStore<Payload, NoSensitivePayload> intents =
          journal.intents("zhejiang", "names", Payload.class, NoSensitivePayload.class);
      intents.begin(Draft.of("a", "NEW", JournalContract.payload("a")), JournalContract.LEASE);
      assertEquals("NEW", intents.find("a").orElseThrow().state());
      journal.close();
    }
  }

  @Test
  void begin_serverThatBecameReadOnly_isReported() throws Exception {
    open().close();
    server.run(
        "journal",
        "CREATE USER IF NOT EXISTS 'plain'@'%' IDENTIFIED BY 'yiwang'",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON journal.* TO 'plain'@'%'");
    MariaDbDataSource source = new MariaDbDataSource();
    source.setUrl(server.url("mariadb", "journal", "plain", ""));
    IntentStore<Payload, NoSensitivePayload> intents =
        Journal.on(source)
            .intents("zhejiang", "read-only", Payload.class, NoSensitivePayload.class);
    server.run("journal", "SET GLOBAL read_only = 1");

    var e =
        assertThrows(
            JournalException.class,
            () ->
                intents.begin(
                    Draft.of("a", "NEW", JournalContract.payload("a")), JournalContract.LEASE));
    assertTrue(e.getMessage().contains("is read-only, as a replica is"), e.getMessage());
  }

  @Test
  @Tag("proof")
  void begin_serverKilledAfterwards_isFoundAfterItsRestart() throws Exception {
    Journal journal = open();
    IntentStore<Payload, NoSensitivePayload> intents =
        journal.intents("zhejiang", "crash", Payload.class, NoSensitivePayload.class);
    for (int i = 0; i < 20; i++) {
      Draft<Payload, NoSensitivePayload> draft =
          Draft.<Payload, NoSensitivePayload>of("i" + i, "NEW", JournalContract.payload("i" + i))
              .exclusiveNames(Set.of("crash" + i));
      if (intents.begin(draft, JournalContract.NONE)
          instanceof BeginResult.Started<Payload, NoSensitivePayload> started) {
        started.claim().advance("NEXT", draft.payload(), JournalContract.NONE);
      }
    }
    server.kill();
    var gone = assertThrows(JournalException.class, () -> intents.find("i1"));
    assertTrue(gone.getMessage().contains("cannot be reached"), gone.getMessage());
    server.crash();

    for (int i = 0; i < 20; i++) {
      assertEquals("NEXT", intents.find("i" + i).orElseThrow().state());
    }
    intents
        .claimDue(100, JournalContract.LEASE)
        .forEach(claim -> claim.finish("DONE", claim.entry().payload()));
    assertNotNull(intents.find("i19").orElseThrow().finishedAt());
  }
}
