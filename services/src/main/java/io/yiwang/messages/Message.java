package io.yiwang.messages;

import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.Length;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds a citizen's message. Its texts are sent exactly as they were written.
 *
 * @param campaign the code of its campaign, if it belongs to one
 * @param category the code of its category, if the citizen has chosen one
 * @param title 1 to 100 characters, counted in Unicode code points
 * @param body 1 character to the campaign's {@code maxLength}, 2000 without one
 * @param region with a code of 6 digits; {@code 000000} is the whole country
 * @param attachments the ids of at most 20 uploaded attachments
 * @param mayPublish whether the citizen allows the government to publish it
 * @see "IGS/1 section 6"
 */
public record Message(
    @Nullable String campaign,
    @Nullable String category,
    String title,
    String body,
    RegionCode region,
    Language language,
    Author author,
    List<String> attachments,
    boolean mayPublish) {
  /** Checks the lengths that hold for every message. */
  public Message {
    Objects.requireNonNull(region, "region");
    Objects.requireNonNull(language, "language");
    Objects.requireNonNull(author, "author");
    if (campaign != null) {
      Id.check(campaign, "campaign");
    }
    if (category != null) {
      Id.check(category, "category");
    }
    if (region.code().length() != 6) {
      throw new IllegalArgumentException(
          "the region of a message must be 6 digits, got " + region.code().length());
    }
    Length.check(title, "title", 1, 100);
    // The most that any campaign allows; the gateway checks the limit of this campaign.
    Length.check(body, "body", 1, 20_000);
    attachments = List.copyOf(attachments);
    if (attachments.size() > 20 || attachments.stream().distinct().count() < attachments.size()) {
      throw new IllegalArgumentException(
          "a message must have at most 20 attachments, none twice, got " + attachments.size());
    }
    attachments.forEach(id -> Id.check(id, "attachment"));
  }

  /** Returns a builder of a message from an anonymous author, in Chinese, not to be published. */
  public static Builder to(RegionCode region, String title, String body) {
    return new Builder(region, title, body);
  }

  /** Shows nothing of what the citizen wrote. */
  @Override
  public String toString() {
    return "Message[" + Length.of(body) + " characters]";
  }

  /** Collects a message's parts. Not thread-safe. */
  public static final class Builder {
    private final RegionCode region;
    private final String title;
    private final String body;
    private @Nullable String campaign;
    private @Nullable String category;
    private Language language = Language.ZH_CN;
    private Author author = Author.ANONYMOUS;
    private List<String> attachments = List.of();
    private boolean mayPublish;

    private Builder(RegionCode region, String title, String body) {
      this.region = region;
      this.title = title;
      this.body = body;
    }

    /** Sets the campaign it belongs to, by its code. */
    public Builder campaign(String campaign) {
      this.campaign = campaign;
      return this;
    }

    /** Sets the category it belongs to, by its code. */
    public Builder category(String category) {
      this.category = category;
      return this;
    }

    /** Sets the language it is written in; Chinese by default. */
    public Builder language(Language language) {
      this.language = language;
      return this;
    }

    /** Sets the author; anonymous by default. */
    public Builder author(Author author) {
      this.author = author;
      return this;
    }

    /** Sets the ids of the uploaded attachments. */
    public Builder attachments(List<String> attachments) {
      this.attachments = attachments;
      return this;
    }

    /** Allows the government to publish the message. */
    public Builder mayPublish() {
      this.mayPublish = true;
      return this;
    }

    /** Builds the message. */
    public Message build() {
      return new Message(
          campaign, category, title, body, region, language, author, attachments, mayPublish);
    }
  }
}
