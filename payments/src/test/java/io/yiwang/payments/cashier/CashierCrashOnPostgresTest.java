package io.yiwang.payments.cashier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.journal.Journal;
import io.yiwang.payments.FineSandbox;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Tests crashes with a journal in PostgreSQL, and two recoveries at the same time. */
@Tag("proof")
class CashierCrashOnPostgresTest extends CashierCrashTest {
  private static EmbeddedPostgres postgres;
  private static HikariDataSource pool;

  @BeforeAll
  static void start() throws Exception {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    pool = new HikariDataSource();
    pool.setDataSource(postgres.getPostgresDatabase());
  }

  @AfterAll
  static void stop() throws Exception {
    pool.close();
    postgres.close();
  }

  /**
   * Opens the journal, emptied, for a world: the worlds share one database, and run one after
   * another.
   */
  @Override
  Supplier<Journal> home(String world) {
    Journal.on(pool).close();
    try (Connection connection = pool.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE yiwang_intent, yiwang_name");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return () -> Journal.on(pool);
  }

  @Test
  void start_onTwoNodesAtOnce_confirmsEachPaymentOnce(TestInfo test) throws Exception {
    int payments = 12;
    Supplier<Journal> home = home(test.getDisplayName());
    try (GovSandbox sandbox = GovSandbox.builder().services(0).start();
        CashierWorld world = new CashierWorld(sandbox, "two-nodes", home)) {
      List<Seed.Fine> fines = sandbox.seed().payableFines(FineSandbox.XIHU);
      for (int i = 0; i < payments; i++) {
        sandbox.faults().next("fine.confirm").resetBeforeWork();
        world.pay(world.no(i), fines.get(i + 5));
      }
      assertEquals(payments, world.recovery.figures().waiting(Recovery.PAYMENTS).unfinished());
      Map<String, Integer> confirmed = new ConcurrentHashMap<>();
      CountDownLatch settled = new CountDownLatch(payments);
      Gateway gateway = world.gateway;
      world.gateway =
          new Gateway() {
            @Override
            public <T> T call(GovRequest<T> request) {
              if (request.operation().equals("fine.confirm")) {
                confirmed.merge(request.path(), 1, Integer::sum);
              }
              return gateway.call(request);
            }
          };

      try (Journal one = Journal.on(pool);
          Journal two = Journal.on(pool);
          Recovery first = node(world, one, settled);
          Recovery second = node(world, two, settled)) {
        first.start();
        second.start();
        assertTrue(settled.await(30, TimeUnit.SECONDS), () -> first.figures().toString());
      }

      assertEquals(payments, confirmed.size());
      assertTrue(
          confirmed.values().stream().allMatch(times -> times == 1), () -> confirmed.toString());
      world.agree();
    }
  }

  private static Recovery node(CashierWorld world, Journal journal, CountDownLatch settled) {
    CashierListener counting =
        new CashierListener() {
          @Override
          public void entered(Entered entered) {
            if (entered.state() == CashierState.SETTLED) {
              settled.countDown();
            }
          }
        };
    return Recovery.builder(
            world
                .builder()
                .journal(journal)
                .lease(Duration.ofMinutes(2))
                .listener(counting)
                .build())
        .every(Duration.ofMillis(10))
        .workers(3)
        .build();
  }
}
