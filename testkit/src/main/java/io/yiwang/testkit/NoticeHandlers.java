package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Answers requests for news and policies, in Chinese and English (section 8). */
final class NoticeHandlers implements OperationHandler {
  private static final String SITE = "https://www.example.gov.cn/notices/";

  private record Notice(String id, Table.Row row, Instant publishedAt) {
    ObjectNode json(boolean english) {
      String name = id + (english ? "-en" : "");
      ObjectNode json = Json.object().put("id", name).put("channel", row.text("channel"));
      json.put("title", row.text("title", english)).put("summary", row.text("summary", english));
      json.put("language", english ? "en" : "zh-CN");
      json.put("publishedAt", ChinaTime.text(publishedAt)).put("url", SITE + name);
      String media = row.text("media");
      if (!media.isEmpty()) {
        String file = "/1." + (media.equals("VIDEO") ? "mp4" : "jpg");
        json.putArray("media").addObject().put("kind", media).put("url", SITE + id + file);
      }
      if (!row.text("stage").isEmpty()) {
        json.put("stage", row.text("stage"));
      }
      return json;
    }
  }

  private final List<Notice> notices;

  NoticeHandlers(Instant start) {
    List<Table.Row> rows = Table.read("notices.tsv");
    notices =
        IntStream.range(0, rows.size())
            .mapToObj(i -> notice(i + 1, rows.get(i), start))
            .sorted(Comparator.comparing(Notice::publishedAt).reversed())
            .toList();
  }

  private static Notice notice(int number, Table.Row row, Instant start) {
    Instant publishedAt =
        ChinaTime.day(start)
            .minusDays(row.number("daysAgo"))
            .atTime(LocalTime.of(8, 0))
            .toInstant(ChinaTime.ZONE);
    return new Notice(String.format(Locale.ROOT, "n-%04d", number), row, publishedAt);
  }

  @Override
  public void register(Routes routes) {
    routes.on("notice.list", this::list);
  }

  private Answer list(Exchange exchange) {
    String channel = exchange.queryParameter("channel");
    String language = exchange.queryParameter("language");
    String since = exchange.queryParameter("since");
    boolean english = language == null ? exchange.isEnglish() : language.equals("en");
    Paging paging =
        Paging.of(
            "notices " + channel + english + since,
            exchange.queryParameter("cursor"),
            exchange.limit());
    Instant earliest = earliest(since);
    List<Notice> found =
        notices.stream()
            .filter(each -> channel == null || each.row().text("channel").equals(channel))
            .filter(each -> !each.publishedAt().isBefore(earliest))
            .toList();
    return Answer.json(200, paging.cut(found, each -> each.json(english)));
  }

  private static Instant earliest(@Nullable String since) {
    return since == null ? Instant.MIN : OffsetDateTime.parse(since).toInstant();
  }
}
