package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Holds the messages and moves them from state to state. Guarded by the {@link VirtualScheduler}.
 */
final class MessageBox {
  private static final String QUERY_CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  private static final Duration UNTIL_CLASSIFIED = Duration.ofHours(2);
  private static final Duration UNTIL_FORWARDED = Duration.ofDays(1);

  /** The limit that 12345 hotlines name for ordinary matters. */
  private static final Duration UNTIL_REPLIED = Duration.ofDays(7);

  private final VirtualScheduler scheduler;
  private final Categories categories;
  private final Events events;
  private final Random random;
  private final Map<String, MessageFile> byId = new LinkedHashMap<>();
  private final List<MessageFile> published = new ArrayList<>();
  private boolean waiting;
  private boolean unclassified;

  MessageBox(VirtualScheduler scheduler, Categories categories, Events events, long seed) {
    this.scheduler = scheduler;
    this.events = events;
    this.categories = categories;
    random = new Random(seed);
    Table.read("published.tsv").forEach(this::addPublished);
  }

  private void addPublished(Table.Row row) {
    boolean english = row.text("title").matches("\\p{ASCII}+");
    ObjectNode message = Json.object().put("campaign", row.text("campaign"));
    message.put("title", row.text("title")).put("body", row.text("body"));
    message.put("region", row.text("region")).put("language", english ? "en" : "zh-CN");
    message.putObject("author").put("anonymous", row.text("author").isEmpty());
    message.withObject("/author").put("name", row.text("author"));
    Instant publishedAt = OffsetDateTime.parse(row.text("publishedAt")).toInstant();
    MessageFile file = add(message, publishedAt.minus(Duration.ofDays(20)));
    file.category = row.text("category");
    if (!row.text("reply").isEmpty()) {
      Instant repliedAt = publishedAt.minus(Duration.ofDays(1));
      file.reply(department(row.text("region")), row.text("reply"), repliedAt);
    }
    publish(file, publishedAt);
  }

  /** Makes messages stay as they are once classified, until a method moves them. */
  void classifyOnly() {
    unclassified = false;
    waiting = true;
  }

  /** Makes messages stay as they arrive, until a method moves them. */
  void leaveUnclassified() {
    unclassified = true;
    waiting = true;
  }

  /** Makes messages move by the clock, as at first. */
  void processAutomatically() {
    unclassified = false;
    waiting = false;
  }

  /** Returns whether messages are not even classified by the clock. */
  boolean isLeavingUnclassified() {
    return unclassified;
  }

  /** Returns whether messages stay where they are once they are classified. */
  boolean isWaiting() {
    return waiting;
  }

  private MessageFile add(ObjectNode message, Instant now) {
    StringBuilder queryCode = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      queryCode.append(QUERY_CODE_ALPHABET.charAt(random.nextInt(QUERY_CODE_ALPHABET.length())));
    }
    String id = "msg-" + (1_000_001 + byId.size());
    MessageFile file = new MessageFile(id, queryCode.toString(), message, now);
    byId.put(id, file);
    return file;
  }

  MessageFile receive(ObjectNode message, Instant now) {
    MessageFile file = add(message, now);
    // 日清日结: a message is classified on the day on which it arrives.
    Instant dayEnd = ChinaTime.startOf(ChinaTime.day(now).plusDays(1)).minusSeconds(1);
    Instant usual = now.plus(UNTIL_CLASSIFIED);
    Instant classifiedAt = usual.isBefore(dayEnd) ? usual : dayEnd;
    scheduler.add(
        classifiedAt,
        () -> {
          if (!unclassified) {
            classify(file, classifiedAt);
          }
        });
    Instant forwardedAt = now.plus(UNTIL_FORWARDED);
    scheduler.add(forwardedAt, () -> unlessWaiting(() -> forward(file, null, forwardedAt)));
    Instant repliedAt = now.plus(UNTIL_REPLIED);
    scheduler.add(repliedAt, () -> unlessWaiting(() -> reply(file, "感谢您的留言，有关部门已办理。", repliedAt)));
    return file;
  }

  private void unlessWaiting(Runnable work) {
    if (!waiting) {
      work.run();
    }
  }

  void classify(MessageFile file, Instant at) {
    if (file.status() == MessageFile.Status.RECEIVED) {
      String text = Json.text(file.message, "title") + Json.text(file.message, "body");
      String category = Json.text(file.message, "category");
      file.category = category == null ? categories.classify(text) : category;
      file.move(MessageFile.Status.CLASSIFIED, at, null, null);
      tell(file);
    }
  }

  void forward(MessageFile file, @Nullable String note, Instant at) {
    classify(file, at);
    if (file.status() == MessageFile.Status.CLASSIFIED) {
      file.move(MessageFile.Status.FORWARDED, at, department(region(file)), note);
      tell(file);
    }
  }

  void reply(MessageFile file, String text, Instant at) {
    forward(file, null, at);
    if (file.status() == MessageFile.Status.FORWARDED) {
      file.reply(department(region(file)), text, at);
      tell(file);
    }
  }

  void close(MessageFile file, Instant at) {
    if (!isOver(file)) {
      file.move(MessageFile.Status.CLOSED, at, null, null);
      tell(file);
    }
  }

  void returnToAuthor(MessageFile file, String note, Instant at) {
    if (!isOver(file)) {
      file.move(MessageFile.Status.RETURNED, at, null, note);
      tell(file);
    }
  }

  private void tell(MessageFile file) {
    events.happened("igs.message.updated", file.id, file.json());
  }

  private static boolean isOver(MessageFile file) {
    return file.status() == MessageFile.Status.CLOSED
        || file.status() == MessageFile.Status.RETURNED;
  }

  void publish(MessageFile file, Instant at) {
    if (file.publishedAt == null) {
      file.publishedAt = at;
      published.add(file);
    }
  }

  private static String region(MessageFile file) {
    return Json.required(file.message, "region");
  }

  private static MessageFile.Department department(String region) {
    return OpenRegions.isWholeCountry(region)
        ? new MessageFile.Department(CreditCodes.body("100000", 1), "国务院办公厅")
        : new MessageFile.Department(
            CreditCodes.body(region, 1), Regions.fullName(region) + "人民政府办公室");
  }

  @Nullable MessageFile find(String id) {
    return byId.get(id);
  }

  List<MessageFile> all() {
    return List.copyOf(byId.values());
  }

  /** Returns the published messages of a campaign, newest first. */
  List<MessageFile> published(String campaign) {
    return published.stream()
        .filter(file -> campaign.equals(Json.text(file.message, "campaign")))
        .sorted(Comparator.comparing(MessageBox::publishedAt).reversed())
        .toList();
  }

  static Instant publishedAt(MessageFile file) {
    return Objects.requireNonNull(file.publishedAt);
  }
}
