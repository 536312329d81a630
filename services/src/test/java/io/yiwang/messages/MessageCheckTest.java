package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.messages.CategoryTree.Category;
import io.yiwang.messages.MessageProblem.Kind;
import io.yiwang.value.Language;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCheckTest {
  private static final OffsetDateTime OPENS = OffsetDateTime.parse("2016-12-20T00:00:00+08:00");
  private static final OffsetDateTime CLOSES = OffsetDateTime.parse("2017-03-05T00:00:00+08:00");
  private static final OffsetDateTime NOW = OffsetDateTime.parse("2017-01-10T09:00:00+08:00");
  private static final CategoryTree TREE =
      new CategoryTree(
          "1",
          List.of(
              new Category("C01", "交通", List.of(new Category("C0101", "停车", List.of()))),
              new Category("C02", "教育", List.of())));
  private static final Campaign CAMPAIGN =
      new Campaign("premier-2017", "我向总理说句话", OPENS, CLOSES, 10, List.of("C01"), List.of());

  private static List<MessageProblem> check(MessageCheck check, String body, String category) {
    return check.check("标题", body, category, List.of(), NOW);
  }

  private static List<Kind> kinds(List<MessageProblem> problems) {
    return problems.stream().map(MessageProblem::kind).toList();
  }

  private static MessageProblem only(List<MessageProblem> problems) {
    assertEquals(1, problems.size(), problems::toString);
    return problems.get(0);
  }

  @Test
  void check_length_isCountedInCodePointsAndLimitedByTheCampaign() {
    MessageCheck check = MessageCheck.of(TREE, CAMPAIGN);

    // Each of the ten characters is two UTF-16 units.
    assertEquals(List.of(), check(check, "𠮷".repeat(10), null));
    MessageProblem problem = only(check(check, "𠮷".repeat(13), null));
    assertEquals(Kind.TOO_LONG, problem.kind());
    assertEquals("正文最多10字，现有13字，请删减3字。", problem.text(Language.ZH_CN));
    assertEquals(
        "The text may have 10 characters and has 13; please shorten it by 3.",
        problem.text(Language.EN));
  }

  @Test
  void check_withoutACampaign_allowsTwoThousandAndEveryCategory() {
    MessageCheck check = MessageCheck.of(TREE);

    assertEquals(List.of(), check(check, "字".repeat(2000), "C02"));
    assertEquals(List.of(Kind.TOO_LONG), kinds(check(check, "字".repeat(2001), null)));
    assertEquals(List.of(Kind.CATEGORY_UNKNOWN), kinds(check(check, "好", "C99")));
  }

  @Test
  void check_beforeAndAfterTheCampaign_isReported() {
    MessageCheck check = MessageCheck.of(TREE, CAMPAIGN);

    MessageProblem early = only(check.check("标题", "好", null, List.of(), OPENS.minusSeconds(1)));
    assertEquals(Kind.NOT_OPEN_YET, early.kind());
    assertTrue(
        early.text(Language.ZH_CN).contains("2016-12-20 00:00（北京时间）"), early.text(Language.ZH_CN));
    assertEquals(List.of(), check.check("标题", "好", null, List.of(), OPENS));
    assertEquals(List.of(), check.check("标题", "好", null, List.of(), CLOSES.minusSeconds(1)));
    MessageProblem late = only(check.check("标题", "好", null, List.of(), CLOSES));
    assertEquals(Kind.CLOSED, late.kind());
    assertTrue(
        late.text(Language.EN).contains("2017-03-05 00:00 China time"), late.text(Language.EN));
  }

  @Test
  void check_category_mustBeAcceptedByTheCampaign() {
    MessageCheck check = MessageCheck.of(TREE, CAMPAIGN);

    assertEquals(List.of(), check(check, "好", "C01"));
    assertEquals(List.of(), check(check, "好", "C0101"));
    assertEquals(List.of(Kind.CATEGORY_UNKNOWN), kinds(check(check, "好", "C02")));
    assertEquals(List.of(Kind.CATEGORY_UNKNOWN), kinds(check(check, "好", "")));
  }

  @Test
  void check_emptyLongOrBrokenTexts_areReported() {
    MessageCheck check = MessageCheck.of(TREE);

    assertEquals(List.of(Kind.EMPTY, Kind.EMPTY), kinds(check.check("", "", null, List.of(), NOW)));
    assertEquals(
        List.of(Kind.TOO_LONG), kinds(check.check("标".repeat(101), "好", null, List.of(), NOW)));
    assertEquals(List.of(Kind.BROKEN_TEXT), kinds(check(check, "好\ud83d", null)));
    assertEquals(List.of(Kind.BROKEN_TEXT), kinds(check(check, "\ud83d好", null)));
    // Blanks at the ends and invisible characters are allowed.
    assertEquals(List.of(), check(check, " \n好\u200b\t", null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " \n\t\r\n",
        "\u3000\u3000",
        "\u00a0\u2003\u202f\u205f\u1680",
        "\u200b\u200c\u200d\u2060\ufeff",
        "\u200e\u202a\u202c\u2066\u2069\u061c",
        "\u2800",
        "\u3164\uffa0\u115f\u1160",
        "\u00ad\u034f\u180e\ufe0f",
        "\udb40\udd00\udb40\udc41",
        "\u2028\u2029\u0085",
        "\u0000\u0001\u0007\u007f\u009f"
      })
  void check_invisibleText_isEmpty(String text) {
    MessageCheck check = MessageCheck.of(TREE);

    assertEquals(
        List.of(Kind.EMPTY, Kind.EMPTY), kinds(check.check(text, text, null, List.of(), NOW)));
    assertEquals(List.of(), kinds(check.check(text + "1", text + "、", null, List.of(), NOW)));
  }

  @Test
  void check_tooManyOrExpiredAttachments_areReported() {
    MessageCheck check = MessageCheck.of(TREE);
    Attachment fresh =
        new Attachment("att-1", 9L, new Attachment.Digest("sm3", "x"), NOW.plusSeconds(1));
    Attachment old = new Attachment("att-2", 9L, new Attachment.Digest("sm3", "x"), NOW);

    assertEquals(List.of(), check.check("标题", "好", null, List.of(fresh), NOW));
    assertEquals(
        List.of(Kind.ATTACHMENT_EXPIRED),
        kinds(check.check("标题", "好", null, List.of(fresh, old), NOW)));
    assertEquals(
        List.of(Kind.TOO_MANY_ATTACHMENTS),
        kinds(check.check("标题", "好", null, Collections.nCopies(21, fresh), NOW)));
    assertEquals(
        List.of(),
        check.check("标题", "好", null, Collections.nCopies(20, fresh), NOW),
        "20 are allowed");
  }

  @Test
  void text_everyProblem_quotesNothingOfTheMessage() {
    for (MessageProblem each :
        MessageCheck.of(TREE, CAMPAIGN)
            .check("SECRET".repeat(50), "SECRET".repeat(50), "SECRET", List.of(), CLOSES)) {
      assertTrue(
          !(each.text(Language.ZH_CN) + each.text(Language.EN)).contains("SECRET"), each::toString);
    }
  }

  @Test
  void checkFile_acceptedKinds_findsNothing(@TempDir Path folder) throws IOException {
    Path png = write(folder, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0);
    Path jpeg = write(folder, 0xFF, 0xD8, 0xFF, 0xE0);
    Path pdf = write(folder, '%', 'P', 'D', 'F', '-', '1');
    Path mp4 = write(folder, 0, 0, 0, 24, 'f', 't', 'y', 'p', 'i', 's', 'o', 'm');

    assertEquals(
        List.of(),
        Stream.of(
                MessageCheck.checkFile(png, "image/png", "现场*.png"),
                MessageCheck.checkFile(jpeg, "image/jpeg", "a.jpg"),
                MessageCheck.checkFile(pdf, "Application/PDF; v=1", "a.pdf"),
                MessageCheck.checkFile(mp4, "video/mp4", "a.mp4"))
            .flatMap(List::stream)
            .toList());
    only(Kind.FILE_NOT_OF_ITS_KIND, MessageCheck.checkFile(pdf, "image/png", "a.png"));
    only(Kind.FILE_KIND, MessageCheck.checkFile(pdf, "text/html", "a.html"));
  }

  @Test
  void checkFile_unusualBeginnings_findsNothing(@TempDir Path folder) throws IOException {
    byte[] pdf = "%PDF-1.7\n".getBytes(US_ASCII);
    for (String before : List.of("\n", "\r\n", " ", "\u00ef\u00bb\u00bf", "\0".repeat(1000))) {
      Path file = Files.write(folder.resolve("a.pdf"), joined(before.getBytes(ISO_8859_1), pdf));
      assertEquals(List.of(), MessageCheck.checkFile(file, "application/pdf", "a.pdf"), before);
    }
    only(
        Kind.FILE_NOT_OF_ITS_KIND,
        MessageCheck.checkFile(
            Files.write(folder.resolve("a.pdf"), joined(new byte[1025], pdf)),
            "application/pdf",
            "a.pdf"));

    byte[] type = box("ftyp", 16);
    byte[] large =
        joined(new byte[] {0, 0, 0, 1, 'f', 'r', 'e', 'e', 0, 0, 0, 0, 0, 0, 0, 24}, new byte[8]);
    for (byte[] before :
        List.of(box("free", 0), box("skip", 5000), box("wide", 0), box("uuid", 40), large)) {
      for (byte[] video :
          List.of(joined(before, type), joined(before, joined(before, type)), box("moov", 8))) {
        Path file = Files.write(folder.resolve("a.mp4"), video);
        assertEquals(List.of(), MessageCheck.checkFile(file, "video/mp4", "a.mp4"));
      }
    }
    for (byte[] none :
        List.of(
            box("free", 0),
            box("abcd", 16),
            new byte[] {0, 0, 0, 0, 'f', 'r', 'e', 'e'},
            new byte[] {0, 0, 0},
            new byte[16])) {
      Path file = Files.write(folder.resolve("a.mp4"), none);
      only(Kind.FILE_NOT_OF_ITS_KIND, MessageCheck.checkFile(file, "video/mp4", "a.mp4"));
    }

    Path jpeg = write(folder, 0xFF, 0xD8, 0xFF, 0xE1);
    for (String name : List.of("image/jpg", "IMAGE/JPG", "image/pjpeg", "image/jpeg; q=1")) {
      assertEquals(List.of(), MessageCheck.checkFile(jpeg, name, "a.jpg"), name);
    }
    only(Kind.FILE_NOT_OF_ITS_KIND, MessageCheck.checkFile(jpeg, "image/x-png", "a.png"));
  }

  private static byte[] box(String type, int content) {
    return ByteBuffer.allocate(8 + content)
        .putInt(8 + content)
        .put(type.getBytes(US_ASCII))
        .array();
  }

  private static byte[] joined(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static Path write(Path folder, int... bytes) throws IOException {
    byte[] content = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      content[i] = (byte) bytes[i];
    }
    return Files.write(Files.createTempFile(folder, "attachment", ""), content);
  }

  @Test
  void checkFile_missingEmptyLargeOrBadlyNamed_isReported(@TempDir Path folder) throws IOException {
    Path large = write(folder, 0xFF, 0xD8, 0xFF);
    try (RandomAccessFile sparse = new RandomAccessFile(large.toFile(), "rw")) {
      sparse.setLength((20L << 20) + 1);
    }

    only(Kind.FILE_MISSING, MessageCheck.checkFile(folder.resolve("no"), "image/png", "a.png"));
    only(Kind.FILE_SIZE, MessageCheck.checkFile(write(folder), "image/png", "a.png"));
    assertEquals(
        "附件不能为空，最大20,971,520字节，此文件为20,971,521字节。",
        only(Kind.FILE_SIZE, MessageCheck.checkFile(large, "image/jpeg", "a.jpg"))
            .text(Language.ZH_CN));
    Path jpeg = write(folder, 0xFF, 0xD8, 0xFF);
    only(Kind.FILE_NAME, MessageCheck.checkFile(jpeg, "image/jpeg", ""));
    only(Kind.FILE_NAME, MessageCheck.checkFile(jpeg, "image/jpeg", "\uD83D.jpg"));
    only(Kind.FILE_NAME, MessageCheck.checkFile(jpeg, "image/jpeg", "名".repeat(114)));
  }

  @Test
  void checkFile_videoOfOneBox_isAccepted(@TempDir Path folder) throws IOException {
    Path ftypAlone = write(folder, 0, 0, 0, 8, 'f', 't', 'y', 'p');
    Path cutShort = write(folder, 0, 0, 0, 8, 'f', 't', 'y');

    assertEquals(List.of(), MessageCheck.checkFile(ftypAlone, "video/mp4", "a.mp4"));
    only(Kind.FILE_NOT_OF_ITS_KIND, MessageCheck.checkFile(cutShort, "video/mp4", "a.mp4"));
  }

  @Test
  void checkFile_videoOfFillingBoxes_isRefused(@TempDir Path folder) throws IOException {
    byte[] free = {0, 0, 0, 8, 'f', 'r', 'e', 'e'};
    byte[] ftyp = {0, 0, 0, 8, 'f', 't', 'y', 'p'};
    ByteBuffer most = ByteBuffer.allocate(64 * 8);
    ByteBuffer oneMore = ByteBuffer.allocate(65 * 8);
    for (int i = 0; i < 63; i++) {
      most.put(free);
      oneMore.put(free);
    }
    most.put(ftyp);
    oneMore.put(free).put(ftyp);
    Path taken = Files.write(folder.resolve("taken"), most.array());
    Path refused = Files.write(folder.resolve("refused"), oneMore.array());
    Path whole = write(folder, 0, 0, 0, 8, 'f', 'r', 'e', 'e');

    assertEquals(List.of(), MessageCheck.checkFile(taken, "video/mp4", "a.mp4"));
    only(Kind.FILE_NOT_OF_ITS_KIND, MessageCheck.checkFile(refused, "video/mp4", "a.mp4"));
    only(Kind.FILE_NOT_OF_ITS_KIND, MessageCheck.checkFile(whole, "video/mp4", "a.mp4"));
  }

  private static MessageProblem only(Kind kind, List<MessageProblem> problems) {
    assertEquals(List.of(kind), kinds(problems));
    return problems.get(0);
  }
}
