package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ExchangeRecorderTest {
  @Test
  void add_tooMany_dropsTheOldest() {
    ExchangeRecorder recorder = new ExchangeRecorder();
    for (int i = 0; i < ExchangeRecorder.MOST + 7; i++) {
      add(recorder, 10);
    }

    assertEquals(ExchangeRecorder.MOST, recorder.all().size());
    assertEquals(8, recorder.all().get(0).number());
    assertEquals(ExchangeRecorder.MOST + 7, recorder.last());
  }

  @Test
  void add_largeBodies_areBounded() {
    ExchangeRecorder recorder = new ExchangeRecorder();
    for (int i = 0; i < 5; i++) {
      add(recorder, 10 << 20);
    }
    long kept = recorder.all().stream().mapToLong(RecordedRequest::bytesKept).sum();

    assertEquals(3, recorder.all().size());
    assertTrue(kept <= ExchangeRecorder.MOST_BYTES, kept + " bytes");
    add(recorder, 40 << 20);
    RecordedRequest huge = recorder.all().get(recorder.all().size() - 1);
    assertEquals(0, huge.body().length);
    assertEquals(40 << 20, huge.requestSize());
  }

  @Test
  void clear_thenAdd_continuesTheNumbers() {
    ExchangeRecorder recorder = new ExchangeRecorder();
    add(recorder, 10);
    recorder.clear();
    add(recorder, 10);

    assertEquals(2, recorder.all().get(0).number());
    assertSame(null, recorder.find(1));
  }

  /** With a fault, the recorded request has the answer of the gateway and the one that was sent. */
  @Test
  void add_largeAnswerWithFault_isDropped() {
    ExchangeRecorder recorder = new ExchangeRecorder();
    Received request = new Received("GET", "/", null, "", Map.of(), new byte[0]);
    byte[] large = new byte[(int) ExchangeRecorder.MOST_BYTES / 2 + 1];
    byte[] half = new byte[(int) ExchangeRecorder.MOST_BYTES / 2];
    for (byte[] content : List.of(large, half, half, half)) {
      Attempt.Outcome outcome = new Attempt.Outcome();
      outcome.set(new Answer(200, "text/plain", content, Map.of()), Instant.EPOCH);
      recorder.add(Instant.EPOCH, request, null, "f", outcome, Sent.ofProxy(502), keys());
    }

    long kept =
        recorder.all().stream().mapToLong(each -> each.gatewayAnswer().content().length).sum();

    assertTrue(kept <= ExchangeRecorder.MOST_BYTES, () -> kept + " bytes");
    assertFalse(recorder.all().isEmpty());
  }

  private static RecordedRequest.Keys keys() {
    return new RecordedRequest.Keys(new RequestVerifier("wallet", ""), id -> null);
  }

  private static void add(ExchangeRecorder recorder, int size) {
    Received request =
        new Received("POST", "/x/" + UUID.randomUUID(), null, "h", Map.of(), new byte[size]);
    recorder.add(Instant.EPOCH, request, null, null, null, Sent.nothing(Sent.Way.LOST), keys());
  }
}
