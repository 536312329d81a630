package io.yiwang;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.catalog.Audience;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.ServiceGuide;
import io.yiwang.catalog.ServiceQuery;
import io.yiwang.catalog.ServiceSummary;
import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageBatch;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.messages.MessageState;
import io.yiwang.messages.MessageStatus;
import io.yiwang.messages.PublishedMessage;
import io.yiwang.messages.Rating;
import io.yiwang.notices.Notice;
import io.yiwang.notices.NoticeChannel;
import io.yiwang.notices.NoticeClient;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.value.Confidential;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every model and every request of core's features, as a gateway writes and reads them. */
@ExtendWith(GovSandboxExtension.class)
class FeaturesThroughThePipeTest {
  private static final RegionCode XIHU = new RegionCode("330106");

  private GovSandbox sandbox;
  private CatalogClient catalog;
  private MessageClient messages;
  private NoticeClient notices;

  @BeforeEach
  void start(GovSandbox sandbox, GovClient gov) {
    this.sandbox = sandbox;
    catalog = new CatalogClient(gov);
    messages = new MessageClient(gov);
    notices = new NoticeClient(gov);
  }

  @Test
  void search_regionAndAudience_readsPageAfterPage() {
    ServiceQuery people = ServiceQuery.ALL.region(XIHU).audience(Audience.PERSON).pageSize(3);

    List<ServiceSummary> found = catalog.search(people).stream().limit(7).toList();

    assertEquals(7, found.stream().map(ServiceSummary::code).distinct().count());
    assertTrue(found.stream().allMatch(each -> each.audiences().contains(Audience.PERSON)));
  }

  @Test
  void guide_inBothLanguages_isRead() {
    ServiceCode passport = new ServiceCode(sandbox.seed().serviceCode("普通护照签发", "330106"));

    ServiceGuide chinese = catalog.guide(passport);
    ServiceGuide english = catalog.in(Language.EN).guide(passport);

    assertEquals("普通护照签发", chinese.name());
    assertEquals("zh-CN", chinese.language());
    assertEquals("en", english.language());
    assertEquals(passport, english.code());
    assertFalse(chinese.materials().isEmpty());
  }

  @Test
  void guide_withdrawnService_namesTheOneToUse() {
    ServiceCode withdrawn = new ServiceCode(sandbox.seed().withdrawnServiceCode());

    var e = assertThrows(RejectedException.class, () -> catalog.guide(withdrawn));

    assertEquals("SERVICE_WITHDRAWN", e.code());
    ServiceCode replacement = e.member("replacedBy", ServiceCode.class);
    assertNotNull(replacement);
    assertEquals(replacement, catalog.guide(replacement).code());
  }

  @Test
  void lists_ofTheCatalog_areRead() {
    assertTrue(catalog.regions().stream().anyMatch(each -> each.openFor().contains("FINES")));
    assertFalse(catalog.themes(Audience.PERSON).isEmpty());
    assertTrue(
        catalog.themes(Audience.PERSON).stream()
            .allMatch(each -> each.audiences().contains(Audience.PERSON)));
    assertTrue(catalog.themes().size() > catalog.themes(Audience.PERSON).size());
    assertFalse(catalog.collections().isEmpty());
  }

  @Test
  void changes_cursorOfNobody_isExpired() {
    var e = assertThrows(RejectedException.class, () -> catalog.changes("c.0", 10));

    assertEquals("CURSOR_EXPIRED", e.code());
  }

  @Test
  void message_fromSubmitToRating_isReadAtEveryStep() {
    String category = messages.categories().categories().get(0).children().get(0).code();
    MessageReceipt receipt = messages.submit(message().category(category).mayPublish().build());
    assertEquals("13800000000", sandbox.messageControls().received().get(0).authorPhone());

    sandbox.clock().advance(Duration.ofDays(7));
    MessageStatus replied = messages.status(receipt.messageId(), receipt.queryCode());
    assertEquals(MessageState.REPLIED, replied.status());
    assertEquals(category, replied.category());
    assertNotNull(replied.reply());
    assertNull(replied.rating());

    messages.rate(receipt.messageId(), receipt.queryCode(), Rating.VERY_SATISFIED, "很快");
    MessageStatus.GivenRating rating =
        messages.status(receipt.messageId(), receipt.queryCode()).rating();
    assertNotNull(rating);
    assertEquals(Rating.VERY_SATISFIED, rating.score());
  }

  @Test
  void submit_inEnglishByEmail_isTaken() {
    Author author = new Author(null, null, Confidential.of("li@example.org"), true);

    messages.submit(message().language(Language.EN).author(author).build());

    assertEquals(1, sandbox.messageControls().received().size());
  }

  @Test
  void batch_goodAndBad_areJudgedOneByOne() {
    IdempotencyKey key = new IdempotencyKey("k1");
    Message tooLong = Message.to(XIHU, "停车", "字".repeat(2001)).build();

    List<MessageBatch.Outcome> outcomes =
        messages.submit(
            new MessageBatch(
                List.of(
                    new MessageBatch.Entry(key, message().build()),
                    new MessageBatch.Entry(new IdempotencyKey("k2"), tooLong))));

    assertEquals(key, outcomes.get(0).key());
    assertNotNull(outcomes.get(0).receipt());
    MessageBatch.Problem problem = outcomes.get(1).problem();
    assertNotNull(problem);
    assertEquals("422 TOO_LONG", problem.toString());
    assertNotNull(problem.traceId());
    // A key is an intent, alone or in a batch.
    assertEquals(outcomes.get(0).receipt(), messages.submit(message().build(), key));
  }

  @Test
  void campaigns_andWhatTheyPublished_areRead() {
    assertEquals("2017年“我向总理说句话”", messages.campaign("premier-2017").name());
    assertTrue(messages.campaigns().stream().anyMatch(each -> each.code().equals("premier-2017")));
    List<PublishedMessage> published = messages.published("premier-2017").stream().toList();
    assertFalse(published.isEmpty());
    assertTrue(published.stream().noneMatch(each -> each.body().isEmpty()));
  }

  @Test
  void notices_inBothLanguages_areRead() {
    for (Language language : List.of(Language.ZH_CN, Language.EN)) {
      Page<Notice> page = notices.list(NoticeChannel.POLICY, language).first();

      assertFalse(page.items().isEmpty());
      for (Notice notice : page.items()) {
        assertEquals(language.tag(), notice.language());
        assertEquals(NoticeChannel.POLICY, notice.channel());
      }
    }
  }

  private static Message.Builder message() {
    return Message.to(XIHU, "希望增加停车位", "小区停车位不够。").author(Author.of("王建国", "13800000000"));
  }
}
