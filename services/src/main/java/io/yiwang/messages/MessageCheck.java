package io.yiwang.messages;

import io.yiwang.Content;
import io.yiwang.internal.shared.Length;
import io.yiwang.internal.shared.Spelling;
import io.yiwang.messages.MessageProblem.Field;
import io.yiwang.messages.MessageProblem.Kind;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks a citizen's message before it is sent, by the rules of the gateway, and says in the
 * citizen's language what to correct. It changes nothing in the message. Immutable, thread-safe.
 *
 * <p>The gateway may still refuse a message that passes: only it knows all its rules.
 *
 * @see "IGS/1 section 6"
 */
public final class MessageCheck {
  /** The most characters of a body, unless its campaign has another limit. */
  private static final int LONGEST_BODY = 2000;

  private static final int LONGEST_TITLE = 100;
  private static final int MOST_ATTACHMENTS = 20;

  private final @Nullable Campaign campaign;
  private final CategoryTree categories;

  private MessageCheck(@Nullable Campaign campaign, CategoryTree categories) {
    this.campaign = campaign;
    this.categories = categories;
  }

  /** Returns a check of messages that belong to no campaign. */
  public static MessageCheck of(CategoryTree categories) {
    return new MessageCheck(null, categories);
  }

  /** Returns a check of messages to a campaign. */
  public static MessageCheck of(CategoryTree categories, Campaign campaign) {
    return new MessageCheck(campaign, categories);
  }

  /**
   * Returns what to correct before the message can be sent; empty if nothing.
   *
   * @param category the code of the chosen category, if any
   * @param attachments those of the message
   * @param now the time of the gateway
   */
  public List<MessageProblem> check(
      String title,
      String body,
      @Nullable String category,
      Collection<Attachment> attachments,
      OffsetDateTime now) {
    List<MessageProblem> problems = new ArrayList<>();
    // A limit that the campaign does not name is left to the gateway.
    OffsetDateTime opensAt = campaign == null ? null : campaign.opensAt();
    OffsetDateTime closesAt = campaign == null ? null : campaign.closesAt();
    Integer longest = campaign == null ? null : campaign.maxLength();
    if (opensAt != null && now.isBefore(opensAt)) {
      problems.add(MessageProblem.of(Kind.NOT_OPEN_YET, MessageProblem.time(opensAt)));
    }
    if (closesAt != null && !now.isBefore(closesAt)) {
      problems.add(MessageProblem.of(Kind.CLOSED, MessageProblem.time(closesAt)));
    }
    text(Field.TITLE, title, LONGEST_TITLE, problems);
    text(Field.TEXT, body, longest == null ? LONGEST_BODY : longest, problems);
    if (category != null && !isOpen(category)) {
      problems.add(MessageProblem.of(Kind.CATEGORY_UNKNOWN));
    }
    if (attachments.size() > MOST_ATTACHMENTS) {
      problems.add(
          MessageProblem.of(Kind.TOO_MANY_ATTACHMENTS, MOST_ATTACHMENTS, attachments.size()));
    }
    for (Attachment each : attachments) {
      if (!now.isBefore(each.expiresAt())) {
        problems.add(
            MessageProblem.of(Kind.ATTACHMENT_EXPIRED, MessageProblem.time(each.expiresAt())));
      }
    }
    return List.copyOf(problems);
  }

  private static void text(Field field, String text, int most, List<MessageProblem> problems) {
    int length = Length.of(text);
    if (isInvisible(text)) {
      problems.add(MessageProblem.in(field, Kind.EMPTY));
    } else if (length > most) {
      problems.add(MessageProblem.in(field, Kind.TOO_LONG, most, length, length - most));
    }
    if (Length.brokenAt(text) >= 0) {
      problems.add(MessageProblem.in(field, Kind.BROKEN_TEXT));
    }
  }

  /** Returns whether a text is empty, or only has blanks, zero-width and control characters. */
  private static boolean isInvisible(String text) {
    return Spelling.compact(text).chars().allMatch(Character::isISOControl);
  }

  private boolean isOpen(String category) {
    return contains(categories.categories(), category)
        && (campaign == null
            || campaign.categories().isEmpty()
            || campaign.categories().stream().anyMatch(open -> isWithin(category, open)));
  }

  private static boolean contains(List<CategoryTree.Category> categories, String code) {
    return categories.stream()
        .anyMatch(each -> each.code().equals(code) || contains(each.children(), code));
  }

  /**
   * Returns whether a category is an open one or below it: a campaign that accepts a category also
   * accepts those below it.
   */
  private boolean isWithin(String category, String open) {
    return category.equals(open)
        || categories.categories().stream()
            .anyMatch(each -> each.code().equals(open) && contains(each.children(), category));
  }

  /**
   * Returns what to correct before a file can be uploaded; empty if nothing. Checks the name, the
   * size, the media type (unregistered names such as {@code image/jpg} are accepted), and whether
   * the file begins as a file of that type.
   *
   * @param mediaType such as {@code image/png}
   * @param name as the citizen knows it
   */
  public static List<MessageProblem> checkFile(Path file, String mediaType, String name) {
    List<MessageProblem> problems = new ArrayList<>();
    if (!FileName.isValid(name)) {
      problems.add(MessageProblem.of(Kind.FILE_NAME));
    }
    try (SeekableByteChannel in = Files.newByteChannel(file)) {
      long size = in.size();
      FileKind kind = FileKind.of(mediaType);
      if (size < 1 || size > Content.MAX_BYTES) {
        problems.add(MessageProblem.of(Kind.FILE_SIZE, Content.MAX_BYTES, size));
      }
      if (kind == null) {
        problems.add(MessageProblem.of(Kind.FILE_KIND));
      } else if (size > 0 && !kind.isOf(in)) {
        problems.add(MessageProblem.of(Kind.FILE_NOT_OF_ITS_KIND));
      }
    } catch (IOException e) {
      problems.add(MessageProblem.of(Kind.FILE_MISSING));
    }
    return List.copyOf(problems);
  }
}
