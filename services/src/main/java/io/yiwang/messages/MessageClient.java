package io.yiwang.messages;

import io.yiwang.Content;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.NoContent;
import io.yiwang.Operation;
import io.yiwang.Operation.Answer;
import io.yiwang.Pages;
import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.Length;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands citizens' messages to the government and follows them. Thread-safe.
 *
 * <p>All methods throw what {@link Gateway#call} throws.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 6"
 */
public class MessageClient {
  /** The calls that this client makes, for whoever writes another {@link Gateway}. */
  public static final List<Operation> OPERATIONS =
      List.of(
          Operation.query(
              "message.categories", "messages/categories", Answer.OBJECT, CategoryTree.class),
          Operation.query("message.campaigns", "campaigns", Answer.LIST, Campaign.class),
          Operation.query("message.campaign", "campaigns/{code}", Answer.OBJECT, Campaign.class),
          Operation.query(
              "message.published",
              "campaigns/{code}/published",
              Answer.PAGE,
              PublishedMessage.class),
          Operation.command("message.attach", "attachments", Content.class, Attachment.class),
          Operation.command("message.submit", "messages", Message.class, MessageReceipt.class),
          Operation.command(
              "message.batch", "messages/batch", MessageBatch.class, MessageBatch.Result.class),
          Operation.query("message.status", "messages/{id}", Answer.OBJECT, MessageStatus.class),
          Operation.command(
              "message.rate", "messages/{id}/rating", RatingGiven.class, NoContent.class));

  /** The slowest line that a file is given time for: a megabit a second. */
  private static final long SLOWEST_BYTES_PER_SECOND = 125_000;

  private final Gateway gateway;
  private final @Nullable Language language;

  /** Makes a client of that gateway, in the gateway client's own language. */
  public MessageClient(Gateway gateway) {
    this(gateway, null);
  }

  MessageClient(Gateway gateway, @Nullable Language language) {
    this.gateway = gateway;
    this.language = language;
  }

  /** Returns the same, with names of categories and campaigns in another language. */
  public MessageClient in(Language language) {
    return new MessageClient(gateway, language);
  }

  /** Returns the categories under which messages are sorted; see {@link CategoryCache}. */
  public CategoryTree categories() {
    return gateway.call(
        withLanguage(
            GovRequest.query("message.categories", "messages/categories", CategoryTree.class)));
  }

  /** Returns the campaigns, those over and those to come included. */
  public List<Campaign> campaigns() {
    return gateway.call(
        withLanguage(GovRequest.list("message.campaigns", "campaigns", Campaign.class)));
  }

  /** Returns one campaign. */
  public Campaign campaign(String code) {
    return gateway.call(
        withLanguage(GovRequest.query("message.campaign", "campaigns/{code}", Campaign.class))
            .segment("code", code));
  }

  /** Returns what the desk has published of a campaign, fetched a page at a time as it is read. */
  public Pages<PublishedMessage> published(String campaign) {
    return Pages.of(
        gateway,
        GovRequest.page("message.published", "campaigns/{code}/published", PublishedMessage.class)
            .segment("code", campaign));
  }

  /**
   * Hands in a file that a message will name, under a key made for this call. It has 30 s, and as
   * long as a megabit a second takes.
   *
   * @param name as the citizen knows it, of any characters, 1 to 1024 when percent-encoded
   * @throws io.yiwang.RejectedException with {@code CONTENT_REFUSED} for a type that is not taken
   */
  public Attachment attach(Content file, String name) {
    return attach(file, name, IdempotencyKey.random());
  }

  /**
   * Hands in a file under a key that the caller keeps: however often, it is one attachment. A media
   * type of another name, such as {@code image/jpg}, is sent under its registered one.
   */
  public Attachment attach(Content file, String name, IdempotencyKey key) {
    FileKind kind = FileKind.of(file.mediaType());
    Content sent = kind == null ? file : file.withMediaType(kind.mediaType());
    return gateway.call(
        GovRequest.command("message.attach", "attachments", sent, Attachment.class)
            .header("Igs-Filename", FileName.checked(name))
            .idempotencyKey(key)
            .timeout(Duration.ofSeconds(30 + file.size() / SLOWEST_BYTES_PER_SECOND)));
  }

  /**
   * Hands in what a stream gives, by way of a temporary file that nobody else may read: a signed
   * call needs the digest before the first byte, and its repeats all bytes again. The file is gone
   * when this returns.
   *
   * @param mediaType such as {@code image/png}
   * @throws IOException if the stream or the disk fails; nothing was sent
   * @throws IllegalArgumentException if it is empty or larger than {@link Content#MAX_BYTES}
   */
  public Attachment attach(InputStream file, String mediaType, String name, IdempotencyKey key)
      throws IOException {
    Path spool = Files.createTempFile("yiwang", ".attachment");
    try {
      try (OutputStream out = Files.newOutputStream(spool)) {
        byte[] piece = new byte[8192];
        long size = 0;
        // One piece too many is enough to see that it is too large.
        for (int n = file.read(piece); n >= 0 && size <= Content.MAX_BYTES; n = file.read(piece)) {
          out.write(piece, 0, n);
          size += n;
        }
      }
      return attach(Content.of(spool, mediaType), name, key);
    } finally {
      Files.deleteIfExists(spool);
    }
  }

  /**
   * Hands in a message, under a key made for this call. If the outcome is unknown, hand it in again
   * under the key that the exception bears.
   *
   * @throws io.yiwang.RejectedException with {@code CAMPAIGN_CLOSED}, {@code TOO_LONG}, {@code
   *     CATEGORY_UNKNOWN}, {@code ATTACHMENT_UNKNOWN} or {@code CONTENT_REFUSED}
   */
  public MessageReceipt submit(Message message) {
    return submit(message, IdempotencyKey.random());
  }

  /** Hands in a message under a key that the caller keeps: however often, it arrives once. */
  public MessageReceipt submit(Message message, IdempotencyKey key) {
    return gateway.call(
        GovRequest.command("message.submit", "messages", message, MessageReceipt.class)
            .idempotencyKey(key));
  }

  /**
   * Hands in up to 100 messages. Each has its own key, so a batch whose outcome is unknown may be
   * handed in again, also with others in it.
   *
   * @return what became of each, in order
   */
  public List<MessageBatch.Outcome> submit(MessageBatch batch) {
    return gateway
        .call(
            GovRequest.command("message.batch", "messages/batch", batch, MessageBatch.Result.class))
        .results();
  }

  /**
   * Returns what has become of a message.
   *
   * @throws io.yiwang.RejectedException with {@code MESSAGE_NOT_FOUND}, for an id that is not there
   *     as for a query code that is wrong
   */
  public MessageStatus status(String messageId, String queryCode) {
    return gateway.call(
        GovRequest.query("message.status", "messages/{id}", MessageStatus.class)
            .segment("id", messageId)
            .parameter("queryCode", Id.check(queryCode, "queryCode")));
  }

  /**
   * Says how the citizen rates the handling, under a key made for this call; a later rating
   * replaces an earlier one.
   *
   * @param comment in the citizen's words, at most 500 characters
   */
  public void rate(String messageId, String queryCode, Rating rating, @Nullable String comment) {
    rate(messageId, queryCode, rating, comment, IdempotencyKey.random());
  }

  /** Rates under a key that the caller keeps: a late repeat does not undo a newer rating. */
  public void rate(
      String messageId,
      String queryCode,
      Rating rating,
      @Nullable String comment,
      IdempotencyKey key) {
    gateway.call(
        GovRequest.command(
                "message.rate",
                "messages/{id}/rating",
                new RatingGiven(queryCode, rating, comment),
                NoContent.class)
            .segment("id", messageId)
            .idempotencyKey(key));
  }

  private <T> GovRequest<T> withLanguage(GovRequest<T> request) {
    return language == null ? request : request.language(language);
  }

  /**
   * Holds the body of {@code message.rate}.
   *
   * @param queryCode that the citizen was given with the message's number
   * @param score how content they are
   * @param comment at most 500 characters
   */
  public record RatingGiven(String queryCode, Rating score, @Nullable String comment) {
    /** Checks the code and the comment's length. */
    public RatingGiven {
      Id.check(queryCode, "queryCode");
      Objects.requireNonNull(score, "rating");
      if (comment != null) {
        Length.check(comment, "comment", 0, 500);
      }
    }

    /** Names the score alone: the code opens the message, and the comment is the citizen's. */
    @Override
    public String toString() {
      return "RatingGiven[score=" + score + "]";
    }
  }
}
