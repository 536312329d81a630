package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Controls the office that handles messages: shows the messages that have arrived, and handles
 * them. By default they are handled by the gateway's clock: classified on the same day, forwarded
 * after a day and answered after a week. A step that a message cannot take any more has no effect.
 * Thread-safe.
 */
public final class MessageControls {
  /** A message with this word in its title or body is refused with {@code CONTENT_REFUSED}. */
  public static final String REFUSED_WORD = "【违禁】";

  private final VirtualScheduler scheduler;
  private final SandboxClock clock;
  private final MessageBox box;
  private final int seeded;

  MessageControls(VirtualScheduler scheduler, SandboxClock clock, MessageBox box) {
    this.scheduler = scheduler;
    this.clock = clock;
    this.box = box;
    seeded = box.all().size();
  }

  /**
   * Shows a message as it arrived, with sealed members opened.
   *
   * @param status the present status, such as {@code FORWARDED}
   * @param authorName absent if not given
   */
  public record Received(
      String messageId,
      String status,
      @Nullable String campaign,
      String title,
      String body,
      String region,
      @Nullable String authorName,
      @Nullable String authorPhone,
      @Nullable String authorEmail,
      boolean anonymous,
      List<String> attachments) {
    /** Makes a received message; the list is copied. */
    public Received {
      attachments = List.copyOf(attachments);
    }

    @Override
    public String toString() {
      return "Received[" + messageId + ", " + status + "]";
    }
  }

  /** Returns all messages that have arrived, in order, without those that the seed has. */
  public List<Received> received() {
    return scheduler.inTurn(
        () -> box.all().stream().skip(seeded).map(MessageControls::received).toList());
  }

  private static Received received(MessageFile file) {
    List<String> attachments = new ArrayList<>();
    file.message.path("attachments").forEach(id -> attachments.add(id.asText()));
    return new Received(
        file.id,
        file.status().name(),
        Json.text(file.message, "campaign"),
        Json.required(file.message, "title"),
        Json.required(file.message, "body"),
        Json.required(file.message, "region"),
        Json.text(file.message.get("author"), "name"),
        Json.text(file.message.get("author"), "phone"),
        Json.text(file.message.get("author"), "email"),
        file.message.get("author").get("anonymous").booleanValue(),
        attachments);
  }

  /** Names the steps that are taken by the clock. */
  enum Work {
    BY_THE_CLOCK,
    CLASSIFIES_ONLY,
    NOT_AT_ALL
  }

  Work work() {
    return scheduler.inTurn(
        () ->
            box.isLeavingUnclassified()
                ? Work.NOT_AT_ALL
                : box.isWaiting() ? Work.CLASSIFIES_ONLY : Work.BY_THE_CLOCK);
  }

  /** Returns all messages that have arrived with their timelines, in order. */
  List<ObjectNode> files() {
    return scheduler.inTurn(() -> box.all().stream().skip(seeded).map(MessageFile::whole).toList());
  }

  /** Handles messages by the gateway's clock from now on, as at first. */
  public void processAutomatically() {
    scheduler.runExclusively(box::processAutomatically);
  }

  /** Only classifies messages by the clock from now on; the methods below do the rest. */
  public void classifyOnly() {
    scheduler.runExclusively(box::classifyOnly);
  }

  /** Leaves messages as they arrive from now on; the methods below handle them. */
  public void leaveUnclassified() {
    scheduler.runExclusively(box::leaveUnclassified);
  }

  /** Classifies a message. */
  public void classify(String messageId) {
    at(messageId, box::classify);
  }

  /** Forwards a message to the government of its region. */
  public void forward(String messageId, String note) {
    at(messageId, (file, now) -> box.forward(file, note, now));
  }

  /** Replies to a message, which is forwarded first if it was not. */
  public void reply(String messageId, String text) {
    at(messageId, (file, now) -> box.reply(file, text, now));
  }

  /** Closes a message. */
  public void close(String messageId) {
    at(messageId, box::close);
  }

  /** Returns a message to its author. */
  public void returnToAuthor(String messageId, String note) {
    at(messageId, (file, now) -> box.returnToAuthor(file, note, now));
  }

  /**
   * Publishes a message.
   *
   * @throws IllegalStateException if its author has not consented
   */
  public void publish(String messageId) {
    at(
        messageId,
        (file, now) -> {
          if (!file.message.get("mayPublish").booleanValue()) {
            throw new IllegalStateException("the author has not consented to publishing");
          }
          box.publish(file, now);
        });
  }

  private void at(String messageId, BiConsumer<MessageFile, Instant> work) {
    scheduler.runExclusively(
        () -> {
          MessageFile file = box.find(messageId);
          if (file == null) {
            throw new IllegalArgumentException("there is no such message");
          }
          work.accept(file, clock.instant());
        });
  }
}
