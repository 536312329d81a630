package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SandboxServerTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final int[] status = new int[1];

  private @Nullable GovSandbox run(String... arguments) {
    return SandboxServer.run(
        arguments, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port 70000|--port must be a whole number from 0 to 65535",
        "--port x|--port must be a whole number from 0 to 65535",
        "--data -1|--data must be a whole number from 0 to 1000000",
        "--keys|--keys needs a value; see --help",
        "--scheme dsa|--scheme must be one of ed25519, sm2, ecdsa-p256, rsa-pss, rsa",
        "--verbose|unknown option --verbose; see --help"
      })
  void run_wrongUse_endsWith2(String line, String message) {
    assertNull(run(line.split(" ")));

    assertEquals(2, status[0]);
    assertEquals(message, err.toString(UTF_8).strip());
  }

  @Test
  void run_help_namesEveryOption() {
    assertNull(run("--help"));

    assertEquals(0, status[0]);
    for (String option : new String[] {"--port", "--data", "--keys", "--scheme", "--help"}) {
      assertTrue(out.toString(UTF_8).contains(option), option);
    }
  }

  @Test
  void run_keys_writesAllThatAClientNeeds(@TempDir Path folder) throws IOException {
    try (GovSandbox sandbox = run("--keys", folder.toString(), "--data", "10")) {
      assertNotNull(sandbox);
      Properties properties = new Properties();
      try (Reader reader = Files.newBufferedReader(folder.resolve("client.properties"))) {
        properties.load(reader);
      }

      assertEquals(sandbox.endpoint().toString(), properties.getProperty("endpoint"));
      assertEquals(3, properties.getProperty("decisionNumbers").split(",").length);
      assertEquals("李晓明", properties.getProperty("citizenName"));
      for (String name :
          new String[] {"privateKey", "gatewayPublicKey", "anchor", "sealPublicKey"}) {
        String pem = Files.readString(folder.resolve(properties.getProperty(name)));
        assertTrue(pem.startsWith("-----BEGIN "), name);
      }
    }
  }

  @Test
  void run_portTaken_endsWith1() {
    try (GovSandbox first = GovSandbox.start()) {
      assertNull(run("--port", Integer.toString(first.endpoint().getPort())));

      assertEquals(1, status[0]);
      assertTrue(err.toString(UTF_8).startsWith("cannot listen on port "));
    }
  }
}
