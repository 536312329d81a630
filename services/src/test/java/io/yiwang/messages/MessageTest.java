package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.RegionCode;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageTest {
  private static final RegionCode HANGZHOU = new RegionCode("330100");
  private static final OffsetDateTime NOON = OffsetDateTime.parse("2026-11-23T12:00:00+08:00");

  @Test
  void title_ofRareCharacters_isCountedInCodePoints() {
    assertEquals(200, message("𠮷".repeat(100), "b").build().title().length());

    var e =
        assertThrows(IllegalArgumentException.class, () -> message("𠮷".repeat(101), "b").build());

    assertEquals("title must be 1 to 100 characters, got 101", e.getMessage());
  }

  @Test
  void body_longerThanAnyCampaignAllows_isRefused() {
    assertEquals(20_000, message("t", "字".repeat(20_000)).build().body().length());
    assertThrows(IllegalArgumentException.class, () -> message("t", "字".repeat(20_001)).build());
    assertThrows(IllegalArgumentException.class, () -> message("t", "").build());
  }

  @Test
  void region_notOfSixDigits_isRefused() {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> Message.to(new RegionCode("33"), "t", "b").build());

    assertEquals("the region of a message must be 6 digits, got 2", e.getMessage());
  }

  @Test
  void codes_withInvalidCharacters_areRefused() {
    assertThrows(IllegalArgumentException.class, () -> message("t", "b").campaign("总理").build());
    assertThrows(IllegalArgumentException.class, () -> message("t", "b").category("a b").build());
    assertThrows(
        IllegalArgumentException.class,
        () -> message("t", "b").attachments(List.of("a/b")).build());
  }

  @Test
  void attachments_repeatedId_areRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> message("t", "b").attachments(List.of("a", "a")).build());
  }

  @Test
  void outcome_ofReceiptAndProblemOrNeither_isRefused() {
    var key = new IdempotencyKey("k1");
    var receipt = new MessageReceipt("m1", "q1", NOON, NOON);
    var problem =
        new MessageBatch.Problem(422, "TOO_LONG", null, null, null, List.of(), null, null);

    assertThrows(IllegalArgumentException.class, () -> new MessageBatch.Outcome(key, null, null));
    assertThrows(
        IllegalArgumentException.class, () -> new MessageBatch.Outcome(key, receipt, problem));
  }

  @Test
  void toString_everyType_hidesTextAndAuthor() {
    assertEquals("Message[7 characters]", message("公交", "末班车太早了。").build().toString());
    assertEquals(
        "PublishedMessage[m1]",
        new PublishedMessage("m1", "公交", "末班车", null, HANGZHOU, "zh-CN", "王*明", NOON, null)
            .toString());
    assertEquals(
        "422 TOO_LONG",
        new MessageBatch.Problem(422, "TOO_LONG", "王", "小明", "t1", List.of(), null, null)
            .toString());
    assertEquals(
        "Author[name=******, phone=******, email=null, anonymous=false]",
        Author.of("王小明", "13800000000").toString());
  }

  private static Message.Builder message(String title, String body) {
    return Message.to(HANGZHOU, title, body);
  }
}
