package io.yiwang.notices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.value.Language;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests {@link NoticeClient} against the sandbox. */
class NoticePipeTest {
  private static final OffsetDateTime TEN = OffsetDateTime.parse("2026-11-02T10:00:00+08:00");

  @RegisterExtension
  static final GovSandboxExtension SANDBOX =
      GovSandboxExtension.of(
          GovSandbox.builder().clock(Clock.fixed(TEN.toInstant(), ZoneOffset.UTC)));

  private NoticeClient notices;

  @BeforeEach
  void open(GovClient gov) {
    notices = new NoticeClient(gov);
  }

  private List<Notice> list(NoticeChannel channel, Language language) {
    return notices.list(channel, language).stream().toList();
  }

  @Test
  void list_policyInChinese_hasEveryPart() {
    Notice newest = list(NoticeChannel.POLICY, Language.ZH_CN).get(0);

    assertFalse(newest.id().isEmpty());
    assertEquals(NoticeChannel.POLICY, newest.channel());
    assertEquals("关于公开征求《政务数据共享办法》意见的通知", newest.title());
    assertEquals("社会公众可在三十日内提出意见。", newest.summary());
    assertEquals("zh-CN", newest.language());
    assertEquals(
        OffsetDateTime.parse("2026-10-30T08:00:00+08:00").toInstant(),
        newest.publishedAt().toInstant());
    assertEquals("https://www.example.gov.cn/notices/" + newest.id(), newest.url());
    assertEquals(List.of(), newest.media());
    assertEquals(OpenStage.DECISION, newest.stage());
  }

  @Test
  void list_policyInEnglish_isInEnglish() {
    List<Notice> notices = list(NoticeChannel.POLICY, Language.EN);
    Notice newest = notices.get(0);

    assertTrue(notices.stream().allMatch(each -> Objects.equals(each.language(), "en")));
    assertEquals("Public comments invited on rules for sharing government data", newest.title());
    assertEquals("Comments can be made within thirty days.", newest.summary());
    assertEquals("en", newest.language());
    assertEquals(OpenStage.DECISION, newest.stage());
  }

  @Test
  void list_videos_haveMediaAndNoStage() {
    Notice video = list(NoticeChannel.VIDEOS, Language.ZH_CN).get(0);

    assertEquals(1, video.media().size());
    assertEquals("VIDEO", video.media().get(0).kind());
    assertTrue(video.media().get(0).url().endsWith(".mp4"));
    assertNull(video.stage());
  }

  @Test
  void list_eachChannel_returnsItsOwnNoticesNewestFirst() {
    for (NoticeChannel channel :
        List.of(
            NoticeChannel.NEWS,
            NoticeChannel.PREMIER,
            NoticeChannel.POLICY,
            NoticeChannel.DEPARTMENTS,
            NoticeChannel.DATA,
            NoticeChannel.TOPICS,
            NoticeChannel.PICTURES,
            NoticeChannel.VIDEOS)) {
      List<Notice> items = list(channel, Language.ZH_CN);

      assertFalse(items.isEmpty(), channel.code());
      for (int i = 0; i < items.size(); i++) {
        assertEquals(channel, items.get(i).channel());
        assertTrue(i == 0 || !items.get(i).publishedAt().isAfter(items.get(i - 1).publishedAt()));
      }
    }
  }

  @Test
  void list_since_omitsOlderNotices() {
    List<Notice> recent =
        notices.list(NoticeChannel.NEWS, Language.ZH_CN, TEN.minusDays(10)).stream().toList();

    assertEquals(2, recent.size());
    assertTrue(recent.stream().allMatch(each -> each.publishedAt().isAfter(TEN.minusDays(10))));
  }
}
