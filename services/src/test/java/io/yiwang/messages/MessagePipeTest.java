package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Content;
import io.yiwang.GovClient;
import io.yiwang.RejectedException;
import io.yiwang.signing.ContentDigest;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.MessageControls;
import io.yiwang.value.Confidential;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests every operation of {@link MessageClient} against the sandbox. */
class MessagePipeTest {
  private static final OffsetDateTime TEN = OffsetDateTime.parse("2026-11-02T10:00:00+08:00");
  private static final RegionCode XIHU = new RegionCode("330106");

  /** Rare Han characters, one with a variation selector, and emoji of several parts. */
  private static final String RARE = "𠮷野\uDB40\uDD00 𱍸 👨‍👩‍👧 🇨🇳 e\u0301";

  @RegisterExtension
  static final GovSandboxExtension SANDBOX =
      GovSandboxExtension.of(
          GovSandbox.builder().clock(Clock.fixed(TEN.toInstant(), ZoneOffset.UTC)));

  private MessageControls controls;
  private MessageClient messages;

  @BeforeEach
  void open(GovSandbox sandbox, GovClient gov) {
    controls = sandbox.messageControls();
    messages = new MessageClient(gov);
  }

  @Test
  void attach_fileTwiceUnderOneKey_isOneAttachmentForAMessage(@TempDir Path folder)
      throws IOException {
    byte[] bytes = "%PDF-1.4 ".repeat(100_000).getBytes(UTF_8);
    Path file = Files.write(folder.resolve("a.pdf"), bytes);
    IdempotencyKey key = new IdempotencyKey("attachment-1");

    Attachment first = messages.attach(Content.of(file, "application/pdf"), RARE + ".pdf", key);
    Attachment again = messages.attach(Content.of(file, "application/pdf"), RARE + ".pdf", key);

    assertEquals(first, again);
    assertEquals(bytes.length, first.size());
    assertEquals(
        Base64.getEncoder().encodeToString(ContentDigest.SHA_256.digest(bytes)),
        first.digest().value());
    assertNotNull(messages.submit(message().attachments(List.of(first.attachmentId())).build()));
  }

  @Test
  void attach_typeThatIsNotAccepted_isRefused() {
    RejectedException refused =
        assertThrows(
            RejectedException.class,
            () -> messages.attach(Content.of(new byte[] {1}, "text/html"), "a.html"));

    assertEquals("CONTENT_REFUSED", refused.code());
  }

  private static Message.Builder message() {
    return Message.to(XIHU, "人行道停满了车", "希望增加停车泊位。").campaign("open-voices");
  }

  private static RejectedException rejected(String code, Runnable call) {
    var e = assertThrows(RejectedException.class, call::run);
    assertEquals(code, e.code());
    return e;
  }

  @Test
  void categories_all_areATreeOfTwoLevels() {
    CategoryTree tree = messages.categories();

    assertFalse(tree.version().isEmpty());
    assertEquals(40, tree.categories().size());
    CategoryTree.Category first = tree.categories().get(0);
    assertEquals("C01", first.code());
    assertEquals("交通出行", first.name());
    assertEquals(new CategoryTree.Category("C0101", "停车管理", List.of()), first.children().get(0));
  }

  @Test
  void categoriesAndCampaigns_inEnglish_haveTheSameVersionAndEnglishNames() {
    MessageClient english = messages.withLanguage(Language.EN);

    CategoryTree tree = english.categories();

    assertEquals(messages.categories().version(), tree.version());
    assertEquals("Parking", tree.categories().get(0).children().get(0).name());
    assertEquals("Ideas for City Parking", english.campaign("parking-ideas").name());
    assertEquals("Ideas for City Parking", english.campaigns().get(3).name());
  }

  @Test
  void attach_streamTwiceUnderOneKey_isOneAttachment() throws IOException {
    byte[] bytes = "%PDF-1.4 ".repeat(1000).getBytes(UTF_8);
    IdempotencyKey key = IdempotencyKey.random();

    Attachment first = attach(bytes, key);

    assertEquals(first, attach(bytes, key));
    assertEquals(bytes.length, first.size());
  }

  private Attachment attach(byte[] bytes, IdempotencyKey key) throws IOException {
    return messages.attach(new ByteArrayInputStream(bytes), "application/pdf", "a.pdf", key);
  }

  @Test
  void campaigns_all_haveEveryPart() {
    List<Campaign> campaigns = messages.campaigns();
    Campaign parking = messages.campaign("parking-ideas");

    assertEquals(4, campaigns.size());
    assertEquals("2017年“我向总理说句话”", messages.campaign("premier-2017").name());
    assertTrue(campaigns.contains(parking));
    assertEquals("parking-ideas", parking.code());
    assertEquals("城市停车金点子", parking.name());
    assertEquals("2026-10-26T00:00+08:00", parking.opensAt().toString());
    assertEquals("2027-01-31T00:00+08:00", parking.closesAt().toString());
    assertEquals(500, parking.maxLength());
    assertEquals(List.of("C01", "C12"), parking.categories());
    assertEquals(List.of("PERSON"), parking.audiences());
    assertEquals(List.of(), messages.campaign("open-voices").categories());
    rejected("NOT_FOUND", () -> messages.campaign("no-such"));
  }

  @Test
  void submit_everyField_arrivesUnchanged() {
    Author author =
        new Author(
            Confidential.of("𠮷田阿卜杜热合曼·买买提艾力"),
            Confidential.of("13800000000"),
            Confidential.of("somebody@example.com"),
            false);
    Message message =
        Message.to(XIHU, "停车 " + RARE, RARE + "\n第二行\t\"引号\" \\ </b>")
            .campaign("open-voices")
            .category("C0101")
            .author(author)
            .mayPublish()
            .build();

    MessageReceipt receipt = messages.submit(message);

    assertFalse(receipt.messageId().isEmpty());
    assertEquals(8, receipt.queryCode().length());
    assertEquals(TEN, receipt.receivedAt());
    assertEquals("2026-11-17T23:59:59+08:00", receipt.dueAt().toString());
    MessageControls.Received received = controls.received().get(0);
    assertEquals(receipt.messageId(), received.messageId());
    assertEquals("RECEIVED", received.status());
    assertEquals("open-voices", received.campaign());
    assertEquals(message.title(), received.title());
    assertEquals(message.body(), received.body());
    assertEquals("330106", received.region());
    assertEquals("𠮷田阿卜杜热合曼·买买提艾力", received.authorName());
    assertEquals("13800000000", received.authorPhone());
    assertEquals("somebody@example.com", received.authorEmail());
    assertFalse(received.anonymous());
    assertEquals(List.of(), received.attachments());
  }

  @Test
  void submit_anonymous_hasNoAuthor() {
    messages.submit(message().build());

    MessageControls.Received received = controls.received().get(0);
    assertTrue(received.anonymous());
    assertNull(received.authorName());
    assertNull(received.authorPhone());
    assertNull(received.authorEmail());
  }

  @Test
  void submit_sameKeyAgain_isOneMessage() {
    Message message = message().build();
    var key = new IdempotencyKey("m1");

    assertEquals(messages.submit(message, key), messages.submit(message, key));
    assertEquals(1, controls.received().size());
  }

  @Test
  void submit_closedCampaign_isRejectedWithItsPeriod() {
    var e =
        rejected(
            "CAMPAIGN_CLOSED", () -> messages.submit(message().campaign("premier-2017").build()));

    OffsetDateTime closed = e.member("closesAt", OffsetDateTime.class);
    assertNotNull(closed);
    assertEquals(OffsetDateTime.parse("2017-03-05T00:00:00+08:00").toInstant(), closed.toInstant());
    assertNotNull(e.member("opensAt", OffsetDateTime.class));
  }

  @Test
  void submit_invalidMessages_areRejectedWithTheirCodes() {
    rejected("CATEGORY_UNKNOWN", () -> messages.submit(message().category("C9999").build()));
    rejected(
        "ATTACHMENT_UNKNOWN",
        () -> messages.submit(message().attachments(List.of("att-0")).build()));
    rejected("TOO_LONG", () -> messages.submit(Message.to(XIHU, "长", "长".repeat(2001)).build()));
    rejected(
        "CONTENT_REFUSED",
        () -> messages.submit(Message.to(XIHU, "a", MessageControls.REFUSED_WORD).build()));
    rejected(
        "REGION_NOT_OPEN",
        () -> messages.submit(Message.to(new RegionCode("810000"), "a", "b").build()));
    assertEquals(List.of(), controls.received());
  }

  @Test
  void submit_longestOfRareCharacters_isCountedInCodePoints() {
    messages.submit(Message.to(XIHU, "𠮷".repeat(100), "𠮷".repeat(2000)).build());

    assertEquals("𠮷".repeat(2000), controls.received().get(0).body());
  }

  @Test
  void batch_oneRefused_deliversTheOther() {
    Message bad = Message.to(XIHU, "a", MessageControls.REFUSED_WORD).build();

    List<MessageBatch.Outcome> outcomes =
        messages.submit(
            new MessageBatch(
                List.of(
                    new MessageBatch.Entry(new IdempotencyKey("k1"), message().build()),
                    new MessageBatch.Entry(new IdempotencyKey("k2"), bad))));

    assertEquals(new IdempotencyKey("k1"), outcomes.get(0).key());
    MessageReceipt receipt = outcomes.get(0).receipt();
    assertNotNull(receipt);
    assertEquals(controls.received().get(0).messageId(), receipt.messageId());
    assertNull(outcomes.get(0).problem());
    assertEquals(new IdempotencyKey("k2"), outcomes.get(1).key());
    assertNull(outcomes.get(1).receipt());
    MessageBatch.Problem problem = outcomes.get(1).problem();
    assertNotNull(problem);
    assertEquals("422 CONTENT_REFUSED", problem.toString());
    assertNotNull(problem.traceId());
    // The key is the same in a batch and alone.
    assertEquals(receipt, messages.submit(message().build(), new IdempotencyKey("k1")));
    assertEquals(1, controls.received().size());
  }

  @Test
  void submit_inEnglishWithAnEmailAlone_isAccepted() {
    Author author = new Author(null, null, Confidential.of("li@example.org"), true);

    messages.submit(message().language(Language.EN).author(author).build());

    assertEquals("li@example.org", controls.received().get(0).authorEmail());
  }

  @Test
  void status_afterEachStep_hasTimelineAndReply() {
    controls.classifyOnly();
    MessageReceipt receipt = messages.submit(message().category("C0101").build());
    assertEquals(MessageState.RECEIVED, status(receipt).status());
    assertNull(status(receipt).reply());

    controls.forward(receipt.messageId(), "请阅处");
    controls.reply(receipt.messageId(), "已新增泊位60个。");

    MessageStatus status = status(receipt);
    assertEquals(receipt.messageId(), status.messageId());
    assertEquals(MessageState.REPLIED, status.status());
    assertEquals("C0101", status.category());
    assertEquals(
        List.of(
            MessageState.RECEIVED,
            MessageState.CLASSIFIED,
            MessageState.FORWARDED,
            MessageState.REPLIED),
        status.timeline().stream().map(MessageStatus.Event::status).toList());
    MessageStatus.Event forwarded = status.timeline().get(2);
    assertEquals(TEN, forwarded.at());
    assertEquals("请阅处", forwarded.note());
    MessageStatus.Department department = forwarded.department();
    assertNotNull(department);
    assertEquals("浙江省杭州市西湖区人民政府办公室", department.name());
    assertEquals(18, department.code().length());
    assertEquals(new MessageStatus.Reply(department, "已新增泊位60个。", TEN), status.reply());
    assertFalse(status.published());
    assertNull(status.rating());
  }

  private MessageStatus status(MessageReceipt receipt) {
    return messages.status(receipt.messageId(), receipt.queryCode());
  }

  @Test
  void status_closedAndReturned_areDistinguished() {
    MessageReceipt first = messages.submit(message().build());
    MessageReceipt second = messages.submit(message().build());

    controls.close(first.messageId());
    controls.returnToAuthor(second.messageId(), "请补充地点");

    assertEquals(MessageState.CLOSED, status(first).status());
    assertEquals(MessageState.RETURNED, status(second).status());
    assertEquals("请补充地点", status(second).timeline().get(1).note());
  }

  @Test
  void status_wrongQueryCode_isNotFound() {
    MessageReceipt receipt = messages.submit(message().build());

    rejected("MESSAGE_NOT_FOUND", () -> messages.status(receipt.messageId(), "WRONGONE"));
  }

  @Test
  void rate_twice_replacesTheFirstRating() {
    MessageReceipt receipt = messages.submit(message().build());
    controls.reply(receipt.messageId(), "已办。");

    messages.rate(receipt.messageId(), receipt.queryCode(), Rating.DISSATISFIED, "仍未解决");

    assertEquals(
        new MessageStatus.GivenRating(Rating.DISSATISFIED, "仍未解决", TEN), status(receipt).rating());
    messages.rate(receipt.messageId(), receipt.queryCode(), Rating.VERY_SATISFIED, null);
    assertEquals(
        new MessageStatus.GivenRating(Rating.VERY_SATISFIED, null, TEN), status(receipt).rating());
  }

  @Test
  void published_message_hasAMaskedAuthor() {
    Message message =
        message()
            .category("C0101")
            .author(Author.of("李晓明", "13800000000"))
            .language(Language.ZH_CN)
            .mayPublish()
            .build();
    MessageReceipt receipt = messages.submit(message);
    controls.reply(receipt.messageId(), "已办。");
    controls.publish(receipt.messageId());

    PublishedMessage published = messages.published("open-voices").first().items().get(0);

    assertEquals(receipt.messageId(), published.messageId());
    assertEquals(message.title(), published.title());
    assertEquals(message.body(), published.body());
    assertEquals("C0101", published.category());
    assertEquals(XIHU, published.region());
    assertEquals("zh-CN", published.language());
    assertEquals("李**", published.author());
    assertEquals(TEN, published.publishedAt());
    assertEquals(status(receipt).reply(), published.reply());
    assertTrue(status(receipt).published());
  }

  @Test
  void published_ofAPastCampaign_areNewestFirstInBothLanguages() {
    List<PublishedMessage> old = messages.published("premier-2017").stream().toList();

    assertEquals(5, old.size());
    assertTrue(old.stream().noneMatch(each -> each.body().isEmpty()));
    assertEquals("人行道停满了车，老人没法走", old.get(0).title());
    assertEquals("en", old.get(1).language());
    assertNull(old.get(2).author());
    assertNull(old.get(2).reply());
  }
}
