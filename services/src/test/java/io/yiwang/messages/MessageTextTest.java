package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.Content;
import io.yiwang.GovClient;
import io.yiwang.internal.shared.Length;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.MessageControls;
import io.yiwang.value.Confidential;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.RegionCode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;

/** Tests that texts arrive byte for byte. */
@ExtendWith(GovSandboxExtension.class)
class MessageTextTest {
  private static final RegionCode XIHU = new RegionCode("330106");
  private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-02T10:00:00+08:00");

  /** Texts that {@link MessageCheck} reports; they arrive as well. */
  private static final Set<String> INVISIBLE =
      Set.of("nothing but a blank", "every control but NUL", "nothing visible");

  /** Returns unusual texts by their descriptions. */
  private static Map<String, String> texts() {
    String controls =
        IntStream.concat(IntStream.range(1, 32), IntStream.range(0x7F, 0xA0))
            .mapToObj(Character::toString)
            .collect(Collectors.joining());
    return Map.ofEntries(
        entry("blanks at both ends", " \u3000\t 路灯 \u00A0 \n\n"),
        entry("nothing but a blank", " "),
        entry("nothing visible", "\u200B\u2060\u3164"),
        entry("line ends of three kinds, a lone CR last", "一\n二\r\n三\r"),
        entry("emoji of several parts", "👨‍👩‍👧‍👦 👩🏽‍🚀 🏳️‍🌈 🇨🇳 1️⃣ ☹︎"),
        entry("tags", "🏴\uDB40\uDC67\uDB40\uDC62\uDB40\uDC7F"),
        entry("Han of extensions B to I", "𠀀𪛟 𪜀 𫝀 𫠠 𬺰 𰀀 𱍐 𮯰"),
        entry("Han with variation selectors", "葛\uDB40\uDD00葛\uDB40\uDD01辻\uFE00"),
        entry("compatibility Han that must not be unified", "\uF900豈 \uFA30侮 \uFA0E"),
        entry("not normalised, either way", "é e\u0301 Å Å \uFB01 ｶﾞ ガ か\u3099"),
        entry("right to left, with marks", "שלום \u200Fمرحبا\u061C ئۇيغۇرچە \u202Eabc\u202C"),
        entry("scripts of China", "བོད་ཡིག ᠮᠣᠩᠭᠣᠯ ꆈꌠꉙ Vahcuengh ᥖᥭ 조선말"),
        entry("zero width", "a\u200Bb\u200Cc\u200Dd\u2060e\uFEFFf"),
        entry("a byte-order mark at the beginning", "\uFEFF一"),
        entry("every control but NUL", controls),
        entry("separators of JavaScript", "a\u2028b\u2029c\u0085d"),
        entry("noncharacters", "\uFFFE\uFFFF\uFDD0\uDBFF\uDFFF"),
        entry("private use", "\uE000\uF8FF\uDB80\uDC00"),
        entry("characters that JSON and HTML escape", "\"\\/\b\f\u2028</script>&amp;\\u0041 {}[]"),
        entry("the replacement character", "\uFFFD?"));
  }

  @Test
  void submit_unusualTexts_arriveByteForByte(GovSandbox sandbox, GovClient gov) {
    MessageClient messages = new MessageClient(gov);
    MessageCheck check = MessageCheck.of(messages.categories());
    List<Executable> comparisons = new ArrayList<>();
    texts()
        .forEach(
            (what, text) -> {
              String body = text + "。";
              boolean isVisible = !INVISIBLE.contains(what);
              assertEquals(
                  isVisible, check.check(text, body, null, List.of(), NOW).isEmpty(), what);
              Author author = new Author(Confidential.of(text), null, null, false);
              Message message = Message.to(XIHU, text, body).author(author).build();
              String alone = messages.submit(message).messageId();
              String inABatch =
                  Objects.requireNonNull(outcome(messages, message).receipt()).messageId();
              comparisons.add(() -> arrived(sandbox, alone, text, body, what));
              comparisons.add(() -> arrived(sandbox, inABatch, text, body, what));
            });

    assertAll(comparisons);
  }

  /** Returns a random text of pieces of the texts above and characters of Unicode. */
  private static String randomText(Random random, List<String> pieces) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      if (random.nextBoolean()) {
        String piece = pieces.get(random.nextInt(pieces.size()));
        text.append(piece, 0, piece.offsetByCodePoints(0, Math.min(5, Length.of(piece))));
      } else {
        int point = random.nextInt(Character.MAX_CODE_POINT + 1);
        boolean isHalf = point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
        text.appendCodePoint(isHalf ? point - 0x800 : point);
      }
    }
    return text.toString();
  }

  @Test
  void submit_fourHundredRandomTexts_arriveByteForByte(GovSandbox sandbox, GovClient gov) {
    MessageClient messages = new MessageClient(gov);
    Random random = new Random(400);
    List<String> pieces = texts().values().stream().sorted().toList();
    Map<String, String> sent = new HashMap<>();
    for (int batch = 0; batch < 4; batch++) {
      List<String> texts = Stream.generate(() -> randomText(random, pieces)).limit(100).toList();
      List<MessageBatch.Entry> entries =
          texts.stream()
              .map(text -> Message.to(XIHU, text, text + text).build())
              .map(message -> new MessageBatch.Entry(IdempotencyKey.random(), message))
              .toList();
      List<MessageBatch.Outcome> outcomes = messages.submit(new MessageBatch(entries));
      for (int i = 0; i < texts.size(); i++) {
        sent.put(Objects.requireNonNull(outcomes.get(i).receipt()).messageId(), texts.get(i));
      }
    }

    assertEquals(400, sent.size());
    for (MessageControls.Received each : sandbox.messageControls().received()) {
      String text = String.valueOf(sent.remove(each.messageId()));
      assertArrayEquals(text.getBytes(UTF_8), each.title().getBytes(UTF_8));
      assertArrayEquals((text + text).getBytes(UTF_8), each.body().getBytes(UTF_8));
    }
    assertEquals(Map.of(), sent);
  }

  private static void arrived(
      GovSandbox sandbox, String messageId, String text, String body, String what) {
    MessageControls.Received received =
        sandbox.messageControls().received().stream()
            .filter(each -> each.messageId().equals(messageId))
            .findFirst()
            .orElseThrow();
    assertArrayEquals(text.getBytes(UTF_8), received.title().getBytes(UTF_8), what);
    assertArrayEquals(body.getBytes(UTF_8), received.body().getBytes(UTF_8), what);
    assertArrayEquals(
        text.getBytes(UTF_8), String.valueOf(received.authorName()).getBytes(UTF_8), what);
  }

  @Test
  void check_lengthAndCategory_agreesWithTheGateway(GovClient gov) {
    MessageClient messages = new MessageClient(gov);
    Campaign parking = messages.campaign("parking-ideas");
    MessageCheck check = MessageCheck.of(messages.categories(), parking);
    for (String category : List.of("C01", "C0101", "C1201", "C0201", "C02", "C9999")) {
      for (int length : List.of(500, 501)) {
        String body = "𠮷".repeat(length);
        boolean found = !check.check("题", body, category, List.of(), parking.opensAt()).isEmpty();
        Message message =
            Message.to(XIHU, "题", body).campaign("parking-ideas").category(category).build();

        assertEquals(found, outcome(messages, message).problem() != null, category + " " + length);
      }
    }
  }

  private static MessageBatch.Outcome outcome(MessageClient messages, Message message) {
    var entry = new MessageBatch.Entry(IdempotencyKey.random(), message);
    return messages.submit(new MessageBatch(List.of(entry))).get(0);
  }

  @Test
  void halfASurrogatePair_inAnyText_isRefusedWithItsPosition(GovClient gov) {
    String cut = "路灯" + "𠮷".substring(0, 1);
    String problem =
        " has half of a surrogate pair at index 2; cut texts between characters, as by"
            + " codePoints()";

    assertEquals("title" + problem, refused(() -> Message.to(XIHU, cut, "b").build()));
    assertEquals("body" + problem, refused(() -> Message.to(XIHU, "t", cut).build()));
    assertEquals("a confidential value" + problem, refused(() -> Author.of(cut, "1")));
    assertEquals(
        "a file's name" + problem,
        refused(() -> new MessageClient(gov).attach(Content.of(new byte[] {1}, "image/png"), cut)));
  }

  private static String refused(Runnable work) {
    return String.valueOf(assertThrows(IllegalArgumentException.class, work::run).getMessage());
  }

  @Test
  void attach_nameOfAnyCharacters_isAccepted(GovClient gov) {
    MessageClient messages = new MessageClient(gov);
    Content pdf = Content.of("%PDF-1.4".getBytes(UTF_8), "application/pdf");

    assertEquals(9, messages.attach(Content.of(new byte[9], "image/jpg"), "a.jpg").size());
    assertEquals(8, messages.attach(pdf, "现场 *~+%\"'()!𠮷👨‍👩‍👧.pdf").size());
  }
}
