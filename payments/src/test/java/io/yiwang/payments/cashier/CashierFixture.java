package io.yiwang.payments.cashier;

import io.yiwang.payments.FineSandbox;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Gives each test a sandbox and a cashier, whose records must agree in the end. */
abstract class CashierFixture {
  @RegisterExtension static final GovSandboxExtension SANDBOX = FineSandbox.extension();
  @TempDir Path folder;
  CashierWorld world;
  Seed.Fine fine;
  Seed.Fine other;

  @BeforeEach
  void open(GovSandbox sandbox) {
    world = new CashierWorld(sandbox, folder.resolve("journal"));
    fine = sandbox.seed().payableFines(FineSandbox.XIHU).get(0);
    other = sandbox.seed().payableFines(FineSandbox.XIHU).get(3);
  }

  @AfterEach
  void agree() {
    CashierCrashTest.settleAll(world);
    world.agree();
    world.close();
  }
}
