package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.yiwang.GovClient;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GovSandboxExtensionTest {
  @RegisterExtension
  static final GovSandboxExtension SANDBOX =
      GovSandboxExtension.of(GovSandbox.builder().scheme(SandboxScheme.ECDSA_P256).services(10));

  private @Nullable URI last;

  @Test
  void resolve_settings_areThoseGiven(GovSandbox sandbox) {
    assertEquals(SandboxScheme.ECDSA_P256, sandbox.scheme());
  }

  @RepeatedTest(2)
  void resolve_eachTest_hasItsOwn(GovSandbox sandbox, GovClient gov, GovClient.Builder builder) {
    try (GovClient second = builder.build()) {
      String issuer = gov.call(Calls.configuration()).issuer();

      assertEquals(sandbox.endpoint().toString(), issuer + "/");
      assertEquals(issuer, second.call(Calls.configuration()).issuer());
      assertNotEquals(last, sandbox.endpoint());
      last = sandbox.endpoint();
    }
  }
}
