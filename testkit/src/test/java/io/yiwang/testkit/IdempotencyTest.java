package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
class IdempotencyTest {
  private static final Instant NOW = Instant.parse("2026-11-02T02:00:00Z");

  private final Idempotency idempotency = new Idempotency();
  private int works;

  private Answer work(int status) {
    works++;
    return Answer.json(status, Json.object().put("work", works));
  }

  private Answer once(String request, int status, Instant at) {
    return idempotency.once("p k", request, at, () -> work(status));
  }

  @Test
  void once_sameRequest_isTheFirstAnswerAgain() {
    Answer first = once("a", 409, NOW);
    Answer again = once("a", 201, NOW.plus(Duration.ofDays(6)));

    assertNull(first.headers().get("Idempotency-Replayed"));
    assertEquals("true", again.headers().get("Idempotency-Replayed"));
    assertEquals(first.content(), again.content());
    assertEquals(1, works);
  }

  @Test
  void once_otherRequest_isRefused() {
    once("a", 201, NOW);

    assertEquals(
        "IDEMPOTENCY_KEY_REUSED", assertThrows(Refusal.class, () -> once("b", 201, NOW)).code());
  }

  @Test
  void once_whileRunning_isInProgress() {
    idempotency.once(
        "p k",
        "a",
        NOW,
        () -> {
          Refusal refusal = assertThrows(Refusal.class, () -> once("a", 201, NOW));
          assertEquals("REQUEST_IN_PROGRESS", refusal.code());
          assertEquals(Duration.ofSeconds(1), refusal.retryAfter());
          return work(201);
        });

    assertEquals(1, works);
  }

  @Test
  void once_answerThatMayChange_isNotKept() {
    for (int status : new int[] {500, 503, 429, 401}) {
      once("a", status, NOW);
    }
    once("a", 201, NOW);

    assertEquals(5, works);
  }

  @Test
  void once_handlerThrows_canBeRepeated() {
    assertThrows(
        IllegalStateException.class,
        () ->
            idempotency.once(
                "p k",
                "a",
                NOW,
                () -> {
                  throw new IllegalStateException("broken");
                }));

    assertEquals(201, once("a", 201, NOW).status());
  }

  @Test
  void once_afterSevenDays_isForgotten() {
    once("a", 201, NOW);
    once("b", 201, NOW.plus(Duration.ofDays(8)));

    assertEquals(2, works);
  }

  @Test
  void hold_sameBodySealedAgain_isReplayed(GovSandbox sandbox) throws Exception {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);

    RawClient.Reply first = hold(sandbox, fine, "k-1").verified(true);
    RawClient.Reply again = hold(sandbox, fine, "k-1").verified(true);
    RawClient.Reply other = hold(sandbox, sandbox.seed().payableFines("330106").get(3), "k-1");

    assertEquals(201, first.status());
    assertNull(first.header("idempotency-replayed"));
    assertEquals("true", again.header("idempotency-replayed"));
    assertEquals(first.json(), again.json());
    assertEquals(422, other.status());
    assertEquals("IDEMPOTENCY_KEY_REUSED", other.code());
    assertEquals(1, sandbox.treasury().openHolds());
  }

  private static RawClient.Reply hold(GovSandbox sandbox, Seed.Fine fine, String key)
      throws Exception {
    var body = Json.object().put("orderNo", "o-1").put("channel", "wallet-balance");
    body.putArray("lines")
        .addObject()
        .put("decisionNumber", fine.decisionNumber())
        .put("amount", 15000);
    String payer = fine.party().name();
    body.set("payerName", Json.MAPPER.valueToTree(sandbox.sealer().seal(payer, "/payerName")));
    return new RawClient(sandbox, "POST", "payments")
        .body("application/json", Json.bytes(body))
        .key(key)
        .send();
  }
}
