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
 * Submits citizens' messages to the government, and asks what has become of them. Thread-safe.
 *
 * <p>All methods throw what {@link Gateway#call} throws.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 6"
 */
public class MessageClient {
  /** The operations that this client calls, for whoever implements another {@link Gateway}. */
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

  /** The slowest connection for which an attachment has enough time: a megabit a second. */
  private static final long SLOWEST_BYTES_PER_SECOND = 125_000;

  private final Gateway gateway;
  private final @Nullable Language language;

  /** Creates a client of a gateway, in the gateway client's language. */
  public MessageClient(Gateway gateway) {
    this(gateway, null);
  }

  MessageClient(Gateway gateway, @Nullable Language language) {
    this.gateway = gateway;
    this.language = language;
  }

  /** Returns a client with the names of categories and campaigns in another language. */
  public MessageClient withLanguage(Language language) {
    return new MessageClient(gateway, language);
  }

  /** Returns the categories under which messages are sorted; see {@link CategoryCache}. */
  public CategoryTree categories() {
    return gateway.call(
        withLanguage(
            GovRequest.query("message.categories", "messages/categories", CategoryTree.class)));
  }

  /** Returns the campaigns, including past and future ones. */
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

  /** Returns the published messages of a campaign; each page is fetched when it is read. */
  public Pages<PublishedMessage> published(String campaign) {
    return Pages.of(
        gateway,
        GovRequest.page("message.published", "campaigns/{code}/published", PublishedMessage.class)
            .segment("code", campaign));
  }

  /**
   * Uploads a file for a message, under a new idempotency key. The call may take 30 s plus the time
   * that the file takes at a megabit a second.
   *
   * @param name as the citizen knows it; any characters, 1 to 1024 when percent-encoded
   * @throws io.yiwang.RejectedException with {@code CONTENT_REFUSED} for a type that the gateway
   *     does not accept
   */
  public Attachment attach(Content file, String name) {
    return attach(file, name, IdempotencyKey.random());
  }

  /**
   * Uploads a file under a key that the caller keeps: repeats with the same key are one attachment.
   * An unregistered media type, such as {@code image/jpg}, is sent as the registered one.
   */
  public Attachment attach(Content file, String name, IdempotencyKey key) {
    FileKind kind = FileKind.of(file.mediaType());
    Content sent = kind == null ? file : file.withMediaType(kind.mediaType());
    return gateway.call(
        GovRequest.command("message.attach", "attachments", sent, Attachment.class)
            .header("Igs-Filename", FileName.encode(name))
            .idempotencyKey(key)
            .timeout(Duration.ofSeconds(30 + file.size() / SLOWEST_BYTES_PER_SECOND)));
  }

  /**
   * Uploads the bytes of a stream, by way of a temporary file that only its owner may read: a
   * signed call needs the digest before the first byte, and its repeats need all bytes again. The
   * file is deleted when this method returns.
   *
   * @param mediaType such as {@code image/png}
   * @throws IOException if the stream or the disk fails; nothing was sent
   * @throws IllegalArgumentException if the stream is empty or larger than {@link
   *     Content#MAX_BYTES}
   */
  public Attachment attach(InputStream file, String mediaType, String name, IdempotencyKey key)
      throws IOException {
    Path spool = Files.createTempFile("yiwang", ".attachment");
    try {
      try (OutputStream out = Files.newOutputStream(spool)) {
        byte[] piece = new byte[8192];
        long size = 0;
        // The loop stops after the piece that exceeds the limit; Content.of then refuses the file.
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
   * Submits a message under a new idempotency key. If the outcome is unknown, submit it again under
   * the key of the exception.
   *
   * @throws io.yiwang.RejectedException with {@code CAMPAIGN_CLOSED}, {@code TOO_LONG}, {@code
   *     CATEGORY_UNKNOWN}, {@code ATTACHMENT_UNKNOWN} or {@code CONTENT_REFUSED}
   */
  public MessageReceipt submit(Message message) {
    return submit(message, IdempotencyKey.random());
  }

  /** Submits a message under a key that the caller keeps: repeats with the same key arrive once. */
  public MessageReceipt submit(Message message, IdempotencyKey key) {
    return gateway.call(
        GovRequest.command("message.submit", "messages", message, MessageReceipt.class)
            .idempotencyKey(key));
  }

  /**
   * Submits up to 100 messages. Each has its own key, so a batch whose outcome is unknown can be
   * submitted again, also together with other messages.
   *
   * @return the outcome of each message, in order
   */
  public List<MessageBatch.Outcome> submit(MessageBatch batch) {
    return gateway
        .call(
            GovRequest.command("message.batch", "messages/batch", batch, MessageBatch.Result.class))
        .results();
  }

  /**
   * Returns the status of a message.
   *
   * @throws io.yiwang.RejectedException with {@code MESSAGE_NOT_FOUND}, both for an unknown id and
   *     for a wrong query code
   */
  public MessageStatus status(String messageId, String queryCode) {
    return gateway.call(
        GovRequest.query("message.status", "messages/{id}", MessageStatus.class)
            .segment("id", messageId)
            .parameter("queryCode", Id.check(queryCode, "queryCode")));
  }

  /**
   * Submits the citizen's rating of the handling, under a new idempotency key. A later rating
   * replaces an earlier one.
   *
   * @param comment of the citizen, at most 500 characters
   */
  public void rate(String messageId, String queryCode, Rating rating, @Nullable String comment) {
    rate(messageId, queryCode, rating, comment, IdempotencyKey.random());
  }

  /**
   * Submits a rating under a key that the caller keeps: a late repeat does not undo a newer one.
   */
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
   * @param queryCode that the citizen got with the receipt
   * @param score the rating
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

    /** Shows the score alone: the code opens the message, and the comment is private. */
    @Override
    public String toString() {
      return "RatingGiven[score=" + score + "]";
    }
  }
}
