package io.yiwang.messages;

import io.yiwang.value.Id;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A citizen's message. Its texts are sent as they were written, to the last character.
 *
 * @param campaign its code, where the message belongs to one
 * @param category its code, where the citizen has chosen one
 * @param title 1 to 100 characters, counted in Unicode code points
 * @param body 1 character to the campaign's {@code maxLength}, 2000 without one
 * @param attachments ids of attachments handed in before
 * @param mayPublish whether the citizen agrees that the desk publishes it
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
    int characters = title.codePointCount(0, title.length());
    if (characters < 1 || characters > 100) {
      throw new IllegalArgumentException("title must be 1 to 100 characters, got " + characters);
    }
    if (body.isEmpty()) {
      throw new IllegalArgumentException("body must not be empty");
    }
    attachments = List.copyOf(attachments);
  }

  /** Starts a message of an anonymous author, in Chinese, that may not be published. */
  public static Builder to(RegionCode region, String title, String body) {
    return new Builder(region, title, body);
  }

  /** Nothing of what the citizen wrote. */
  @Override
  public String toString() {
    return "Message[" + body.codePointCount(0, body.length()) + " characters]";
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

    /** The campaign it belongs to, by its code. */
    public Builder campaign(String campaign) {
      this.campaign = Id.check(campaign, "campaign");
      return this;
    }

    /** The category it belongs to, by its code. */
    public Builder category(String category) {
      this.category = Id.check(category, "category");
      return this;
    }

    /** The language it is written in; Chinese by default. */
    public Builder language(Language language) {
      this.language = language;
      return this;
    }

    /** Who writes; nobody by default. */
    public Builder author(Author author) {
      this.author = author;
      return this;
    }

    /** What is attached, by the ids that handing it in gave. */
    public Builder attachments(List<String> attachments) {
      this.attachments = attachments;
      return this;
    }

    /** Lets the desk publish it. */
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
