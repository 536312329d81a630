package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Acts for the people at the desk for messages: shows what has arrived, and answers it as a test
 * says. If nobody tells them, they go by the gateway's clock: they classify on the day, forward
 * after a day, and reply after a week. What a message cannot go through any more is left undone.
 * Thread-safe.
 */
public final class MessageControls {
  /** A message with this word in its title or body is {@code CONTENT_REFUSED}. */
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
   * Shows a message as it arrived, with its sealed members opened.
   *
   * @param status such as {@code FORWARDED}
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
    /** Copies the list. */
    public Received {
      attachments = List.copyOf(attachments);
    }

    @Override
    public String toString() {
      return "Received[" + messageId + ", " + status + "]";
    }
  }

  /** Returns all messages that arrived, in order; not those that were published before. */
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

  /** What the desk does by itself. */
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

  /** Returns each message that arrived, with its way so far, in order. */
  List<ObjectNode> files() {
    return scheduler.inTurn(() -> box.all().stream().skip(seeded).map(MessageFile::whole).toList());
  }

  /** Lets messages go by the gateway's clock from now on, as at first. */
  public void processAutomatically() {
    scheduler.runExclusively(box::processAutomatically);
  }

  /** Lets messages stay where they are, classified, until a method below says more. */
  public void classifyOnly() {
    scheduler.runExclusively(box::classifyOnly);
  }

  /** Lets messages lie as they came, not even classified, until a method below says more. */
  public void leaveUnclassified() {
    scheduler.runExclusively(box::leaveUnclassified);
  }

  /** Classifies it. */
  public void classify(String messageId) {
    at(messageId, box::classify);
  }

  /** Forwards it to the government of its region. */
  public void forward(String messageId, String note) {
    at(messageId, (file, now) -> box.forward(file, note, now));
  }

  /** Replies, having forwarded it first where that was not done. */
  public void reply(String messageId, String text) {
    at(messageId, (file, now) -> box.reply(file, text, now));
  }

  /** Ends it. */
  public void close(String messageId) {
    at(messageId, box::close);
  }

  /** Gives it back to its author. */
  public void returnToAuthor(String messageId, String note) {
    at(messageId, (file, now) -> box.returnToAuthor(file, note, now));
  }

  /**
   * Publishes it.
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
