package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.journal.Journal;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.Seed;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.lang.reflect.Proxy;
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
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The same on PostgreSQL, and two recoveries at once. */
class CashierCrashOnPostgresTest extends CashierCrashTest {
  private static EmbeddedPostgres postgres;
  private static Connection connection;

  @BeforeAll
  static void start() throws Exception {
    postgres =
        EmbeddedPostgres.builder()
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .start();
    connection = postgres.getPostgresDatabase().getConnection();
  }

  @AfterAll
  static void stop() throws Exception {
    connection.close();
    postgres.close();
  }

  /** A world begins with an empty journal: they share one database, and run one after another. */
  @Override
  Supplier<Journal> home(String world) {
    DataSource source = pooled();
    Journal.on(source).close();
    try (Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE yiwang_intent, yiwang_name");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return () -> Journal.on(source);
  }

  /** A pool of one connection that stays open: worlds have one thread. */
  private static DataSource pooled() {
    Connection kept =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) ->
                    method.getName().equals("close") ? null : method.invoke(connection, arguments));
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> kept);
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
      assertEquals(payments, world.recovery.figures().payments().unfinished());
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

      try (Journal one = Journal.on(postgres.getPostgresDatabase());
          Journal two = Journal.on(postgres.getPostgresDatabase());
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
