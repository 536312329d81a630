package io.yiwang.brought;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariDataSource;
import io.yiwang.journal.BeginResult;
import io.yiwang.journal.Draft;
import io.yiwang.journal.JdbcStore;
import io.yiwang.journal.Journal;
import io.yiwang.journal.JournalContract;
import io.yiwang.journal.JournalException;
import io.yiwang.journal.NoSensitivePayload;
import io.yiwang.journal.PostgresDialect;
import io.yiwang.journal.PostgresServer;
import io.yiwang.journal.Session;
import io.yiwang.journal.Tables;
import io.yiwang.signing.PayloadCipher;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Tests that an application can support a database with the public API alone: one like PostgreSQL,
 * but without RETURNING.
 */
@Timeout(180)
class BroughtDatabaseTest extends JournalContract {
  private static HikariDataSource pool;

  private static final class Lookalike extends PostgresDialect {
    Lookalike() {
      super(new Tables(null, "brought_"));
    }

    @Override
    protected String name() {
      return "a lookalike";
    }

    @Override
    protected boolean hasReturning() {
      return false;
    }
  }

  private static final class Hasty extends PostgresDialect {
    Hasty() {
      super(Tables.DEFAULT);
    }

    @Override
    protected void checkSettings(Session session) {
      throw new JournalException("this one does not wait for its disk");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    pool = new HikariDataSource();
    pool.setDataSource(PostgresServer.newDatabase("brought"));
  }

  @AfterAll
  static void stop() {
    pool.close();
  }

  @Override
  protected Journal open(@Nullable PayloadCipher cipher) {
    Journal.Builder builder = Journal.builder(new JdbcStore(pool, new Lookalike()));
    return (cipher == null ? builder : builder.cipher(cipher)).open();
  }

  @Test
  void open_dialectWithAPrefix_usesIt() throws Exception {
    try (Journal own = open(null);
        var connection = pool.getConnection();
        var statement = connection.createStatement()) {
      var begun =
          own.intents("zhejiang", "brought", String.class, NoSensitivePayload.class)
              .begin(Draft.of("a", "NEW", "book"), Duration.ZERO);
      assertEquals(BeginResult.Started.class, begun.getClass());
      try (var row =
          statement.executeQuery("SELECT count(*) FROM brought_intent WHERE kind = 'brought'")) {
        row.next();
        assertEquals(1, row.getInt(1));
      }
    }
  }

  @Test
  void open_dialectThatRefusesTheServer_isReported() {
    var e = assertThrows(JournalException.class, () -> new JdbcStore(pool, new Hasty()));
    assertEquals("this one does not wait for its disk", e.getMessage());
  }

  @Test
  void builder_settingsOfADataSource_areRefusedForAStore() {
    var store = new JdbcStore(pool, new Lookalike());
    assertThrows(IllegalStateException.class, () -> Journal.builder(store).schema("other"));
    assertThrows(IllegalStateException.class, () -> Journal.builder(store).checkSchemaOnly());
  }
}
