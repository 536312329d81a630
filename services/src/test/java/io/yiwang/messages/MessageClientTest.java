package io.yiwang.messages;

import static io.yiwang.RecordingGateway.line;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.Content;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.GovRequest.Kind;
import io.yiwang.NoContent;
import io.yiwang.RecordingGateway;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MessageClientTest {
  private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-11-23T12:00:00+08:00");
  private static final RegionCode HANGZHOU = new RegionCode("330100");
  private static final MessageReceipt RECEIPT = new MessageReceipt("m1", "q1", NOON, NOON);

  private final RecordingGateway gateway = new RecordingGateway();
  private final MessageClient messages = new MessageClient(gateway);
  private final Message message = Message.to(HANGZHOU, "路灯不亮", "西湖边的路灯三天不亮了。").build();

  @Test
  void submit_twice_usesTwoKeys() {
    gateway.answers(RECEIPT).answers(RECEIPT);

    messages.submit(message);
    messages.submit(message);

    assertEquals("message.submit POST messages", line(gateway.requests().get(0)));
    assertEquals(Kind.COMMAND, gateway.requests().get(0).kind());
    assertNotEquals(
        gateway.requests().get(0).idempotencyKey(), gateway.requests().get(1).idempotencyKey());
  }

  @Test
  void submit_withAKey_usesIt() {
    gateway.answers(RECEIPT);
    IdempotencyKey key = IdempotencyKey.random();

    assertEquals(RECEIPT, messages.submit(message, key));

    assertEquals(key, gateway.request().idempotencyKey());
    assertEquals(message, gateway.request().body());
  }

  @Test
  void submit_batch_returnsAnOutcomeForEachMessage() {
    var outcome = new MessageBatch.Outcome(new IdempotencyKey("k1"), RECEIPT, null);
    gateway.answers(new MessageBatch.Result(List.of(outcome)));
    var batch =
        new MessageBatch(List.of(new MessageBatch.Entry(new IdempotencyKey("k1"), message)));

    assertEquals(List.of(outcome), messages.submit(batch));

    assertEquals("message.batch POST messages/batch", line(gateway.request()));
  }

  @Test
  void batch_withOneKeyTwice_isRefused() {
    var entry = new MessageBatch.Entry(new IdempotencyKey("k1"), message);

    var e =
        assertThrows(IllegalArgumentException.class, () -> new MessageBatch(List.of(entry, entry)));

    assertEquals("a batch must not have one key twice", e.getMessage());
  }

  @Test
  void status_queryCode_isInTheQuery() {
    var status = new MessageStatus("m1", MessageState.RECEIVED, null, List.of(), null, false, null);
    gateway.answers(status);

    assertEquals(status, messages.status("m1", "q1"));

    assertEquals("message.status GET messages/m1?queryCode=q1", line(gateway.request()));
  }

  @Test
  void rate_message_isACommand() {
    gateway.answers(new NoContent());

    messages.rate("m1", "q1", Rating.VERY_SATISFIED, null);

    assertEquals("message.rate POST messages/m1/rating", line(gateway.request()));
    assertEquals(Kind.COMMAND, gateway.request().kind());
  }

  @Test
  void score_bestRating_isOne() {
    assertEquals(1, Rating.VERY_SATISFIED.score());
    assertEquals(5, Rating.VERY_DISSATISFIED.score());
  }

  @Test
  void ofStars_five_isTheBestRating() {
    assertEquals(Rating.VERY_SATISFIED, Rating.ofStars(5));
    assertEquals(Rating.VERY_DISSATISFIED, Rating.ofStars(1));
    assertEquals("基本满意", Rating.ofStars(3).text(Language.ZH_CN));
    assertEquals("very satisfied", Rating.ofStars(5).text(Language.EN));
    var e = assertThrows(IllegalArgumentException.class, () -> Rating.ofStars(6));
    assertEquals("stars must be 1 to 5, got 6", e.getMessage());
  }

  @Test
  void rate_withAKey_usesIt() {
    gateway.answers(new NoContent());
    IdempotencyKey key = IdempotencyKey.random();

    messages.rate("m1", "q1", Rating.DISSATISFIED, "仍未解决", key);

    assertEquals(key, gateway.request().idempotencyKey());
  }

  @Test
  void in_language_isThatOfTheRequest() {
    gateway.answers(new CategoryTree("1", List.of()));

    messages.withLanguage(Language.EN).categories();

    assertEquals(Language.EN, gateway.request().language());
  }

  @Test
  void attach_stream_isSentCompletelyAndLeavesNoFile() throws IOException {
    byte[] bytes = "%PDF-1.4 ".repeat(100_000).getBytes(UTF_8);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    AtomicReference<Object> body = new AtomicReference<>();
    Attachment attachment = new Attachment("a1", 9L, new Attachment.Digest("sha-256", ""), NOON);
    Gateway reading =
        new Gateway() {
          @Override
          @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
          public <T> T call(GovRequest<T> request) {
            body.set(request.body());
            try (InputStream in = ((Content) request.body()).open()) {
              in.transferTo(sent);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return (T) attachment;
          }
        };

    assertEquals(
        attachment,
        new MessageClient(reading)
            .attach(
                new ByteArrayInputStream(bytes),
                "application/pdf",
                "a.pdf",
                IdempotencyKey.random()));

    assertArrayEquals(bytes, sent.toByteArray());
    assertThrows(NoSuchFileException.class, () -> ((Content) body.get()).open());
  }

  @Test
  void attach_largeFile_hasTheTimeOfAMegabitASecond() {
    gateway.answers(new Attachment("a1", 9L, new Attachment.Digest("sha-256", ""), NOON));

    messages.attach(Content.of(new byte[1_250_000], "image/png"), "a.png");

    assertEquals(Duration.ofSeconds(40), gateway.request().timeout());
  }

  @Test
  void attach_endlessStream_isRefusedBeforeAnythingIsSent() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 'x';
          }

          @Override
          public int read(byte[] into, int at, int length) {
            return length;
          }
        };

    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> messages.attach(endless, "video/mp4", "a.mp4", IdempotencyKey.random()));

    assertEquals("content must be 1 byte to 20 MiB, got 20979712", e.getMessage());
    assertEquals(List.of(), gateway.requests());
  }

  @Test
  void categoriesAndCampaigns_calledOnce_useTheirPaths() {
    gateway.answers(new CategoryTree("1", List.of())).answers(List.of());

    messages.categories();
    messages.campaigns();

    assertEquals(
        List.of("message.categories GET messages/categories", "message.campaigns GET campaigns"),
        gateway.requests().stream().map(RecordingGateway::line).toList());
  }

  @Test
  void title_of100RareCharacters_isCountedInCodePoints() {
    String rare = "\uD840\uDC00".repeat(100);

    assertEquals(rare, Message.to(HANGZHOU, rare, "x").build().title());
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Message.to(HANGZHOU, rare + "x", "x").build());
    assertEquals("title must be 1 to 100 characters, got 101", e.getMessage());
  }

  @Test
  void toString_messageAndReceipt_hideTextAndQueryCode() {
    assertEquals("Message[12 characters]", message.toString());
    assertFalse(RECEIPT.toString().contains("q1"));
  }
}
