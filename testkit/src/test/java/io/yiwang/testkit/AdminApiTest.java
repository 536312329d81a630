package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the admin API as a whole; other tests are of its resources. */
@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminApiTest {
  @Test
  void routes_all_areThoseOfTheDocument(GovSandbox sandbox) {
    Set<String> described = new TreeSet<>(AdminClient.operations());
    Set<String> routed =
        new TreeSet<>(
            AdminSandbox.api(
                    sandbox::world, sandbox.faults(), new ExchangeRecorder(), sandbox::reset)
                .routes());

    assertEquals(described, routed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST /clock/advance|{'by': '5 minutes'}|by must be a duration of ISO 8601, such as PT5M",
        "POST /clock/advance|{}|by is missing",
        "POST /clock/advance|{'by': 5}|by must be text",
        "PUT /clock|{'now': 'noon'}|now must be a time with offset, such as"
            + " 2026-01-31T09:00:00+08:00",
        "POST /faults|{'fault': 'earthquake'}|fault must be one of [answerLost,",
        "POST /faults|{'fault': 'slowBody'}|duration is missing",
        "POST /faults|{'fault': 'answerLost', 'status': 3}|status is not a member here; [operation,"
            + " fault, times]",
        "POST /faults|{'fault': 'answerLost', 'times': 0}|times must be a whole number from 1 to"
            + " 10000",
        "POST /reset|[]|the body must be a JSON object",
        "POST /reset|{'x'|the body must be a JSON object",
        "PATCH /login|{'acr': 'igs:none'}|acr must be one of [igs:basic, igs:verified, igs:strong]",
        "PATCH /callbacks|{'url': 'nowhere'}|url must be a URI with a scheme and a host",
        "PUT /message-desk|{'works': 'HARD'}|works must be one of [BY_THE_CLOCK, CLASSIFIES_ONLY,"
            + " NOT_AT_ALL]"
      })
  void call_wrongBody_errorNamesTheMistake(
      String operation, String body, String detail, GovSandbox sandbox) throws Exception {
    String path = operation.substring(operation.indexOf(' ') + 1);

    JsonNode problem = new AdminClient(sandbox).call(400, operation, path, body);

    assertTrue(problem.get("detail").textValue().startsWith(detail), problem::toString);
  }

  @Test
  void call_unknownPathOrMethod_isRefused(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);

    assertEquals(404, admin.send("GET", AdminApi.BASE + "/nothing", "").statusCode());
    var wrong = admin.send("DELETE", AdminApi.BASE + "/clock", "");
    assertEquals(405, wrong.statusCode());
    assertTrue(new String(wrong.body(), UTF_8).contains("this path takes GET, PUT"));
  }
}
