package io.yiwang.messages;

import io.yiwang.Content;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.NoContent;
import io.yiwang.Pages;
import io.yiwang.value.Id;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Length;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Hands citizens' messages to the government and follows them. Thread-safe.
 *
 * <p>All methods throw what {@link Gateway#call} throws.
 *
 * @see "IGS/1 section 6"
 */
public final class MessageClient {
  private final Gateway gateway;

  /** A client of that gateway. */
  public MessageClient(Gateway gateway) {
    this.gateway = gateway;
  }

  /** The categories under which messages are sorted. */
  public CategoryTree categories() {
    return gateway.call(
        GovRequest.query("message.categories", "messages/categories", CategoryTree.class));
  }

  /** The campaigns, those over and those to come included. */
  public List<Campaign> campaigns() {
    return gateway.call(GovRequest.list("message.campaigns", "campaigns", Campaign.class));
  }

  /** One campaign. */
  public Campaign campaign(String code) {
    return gateway.call(
        GovRequest.query("message.campaign", "campaigns/{code}", Campaign.class)
            .segment("code", code));
  }

  /** What the desk has published of a campaign, fetched a page at a time as it is read. */
  public Pages<PublishedMessage> published(String campaign) {
    return Pages.of(
        gateway,
        GovRequest.page("message.published", "campaigns/{code}/published", PublishedMessage.class)
            .segment("code", campaign));
  }

  /**
   * Hands in a file that a message will name, under a key made for this call.
   *
   * @param name as the citizen knows it, of any characters, 1 to 1024 when percent-encoded
   * @throws io.yiwang.RejectedException with {@code CONTENT_REFUSED} for a type that is not taken
   */
  public Attachment attach(Content file, String name) {
    return attach(file, name, IdempotencyKey.random());
  }

  /** Hands in a file under a key that the caller keeps: however often, it is one attachment. */
  public Attachment attach(Content file, String name, IdempotencyKey key) {
    return gateway.call(
        GovRequest.command("message.attach", "attachments", file, Attachment.class)
            .header("Igs-Filename", FileName.checked(name))
            .idempotencyKey(key));
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
   * What has become of a message.
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
   * Says how the citizen rates the handling; a later rating replaces an earlier one.
   *
   * @param comment in the citizen's words, at most 500 characters
   */
  public void rate(String messageId, String queryCode, Rating rating, @Nullable String comment) {
    gateway.call(
        GovRequest.command(
                "message.rate",
                "messages/{id}/rating",
                new RatingGiven(queryCode, rating, comment),
                NoContent.class)
            .segment("id", messageId));
  }

  private record RatingGiven(String queryCode, Rating score, @Nullable String comment) {
    RatingGiven {
      Id.check(queryCode, "queryCode");
      Objects.requireNonNull(score, "rating");
      if (comment != null) {
        Length.check(comment, "comment", 0, 500);
      }
    }
  }
}
