package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxClockTest {
  @Test
  void set_timesOutOfRange_areRefusedAndNotKept(@TempDir Path folder) throws Exception {
    // SM2, since making an RSA key to seal takes long.
    GovSandbox.Builder settings =
        GovSandbox.builder()
            .scheme(SandboxScheme.SM2)
            .services(3)
            .keys(folder.resolve("keys"))
            .state(folder.resolve("state"));
    try (GovSandbox sandbox = settings.start()) {
      for (String[] call :
          new String[][] {
            {"PUT /clock", "{'now': '+999999999-12-31T23:59:59-18:00'}"},
            {"PUT /clock", "{'now': '-999999999-01-01T00:00:00+18:00'}"},
            {"PUT /clock", "{'now': '9999-12-31T23:59:59Z'}"},
            {"POST /clock/advance", "{'by': 'PT2562047788015215H'}"},
            {"POST /clock/advance", "{'by': '-PT2562047788015215H'}"},
            {"POST /clock/advance", "{'by': '-PT876000H'}"},
            {"PATCH /treasury", "{'settlingTakes': 'PT2562047788015215H30M7.9S'}"},
            {"PATCH /treasury", "{'closed': true, 'retryAfter': 'PT2562047788015215H'}"},
            {"PATCH /login", "{'tokensLast': 'PT2562047788015215H'}"},
            {"POST /faults", "{'fault': 'clockSkew', 'by': 'PT2562047788015215H'}"},
            {"POST /faults", "{'fault': 'slowBody', 'duration': 'PT2562047788015215H'}"}
          }) {
        String answer =
            RawHttp.send(
                sandbox,
                call[0].replace(" ", " /_sandbox/api")
                    + " HTTP/1.1\nContent-Type: application/json",
                call[1].replace('\'', '"').getBytes(UTF_8));

        assertTrue(answer.matches("(?s)HTTP/1.1 4(00|22).*"), () -> call[1] + ": " + answer);
      }
    }
    try (GovSandbox again = settings.start()) {
      JsonNode clock = new AdminClient(again).call(200, "GET /clock", "/clock", "");
      assertTrue(clock.get("offset").textValue().matches("PT-?0(\\.\\d+)?S|PT0S"), clock::toString);
    }
  }

  @Test
  void advance_outOfRange_isRefused() {
    SandboxClock clock = new SandboxClock(Clock.systemUTC());

    assertThrows(IllegalArgumentException.class, () -> clock.set(Instant.MAX));
    assertThrows(IllegalArgumentException.class, () -> clock.advance(Duration.ofDays(-36_525)));
    assertThrows(
        IllegalArgumentException.class, () -> clock.advance(Duration.ofSeconds(Long.MAX_VALUE)));
    assertEquals(Duration.ZERO, clock.offset());
  }
}
