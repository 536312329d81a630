package io.yiwang.messages;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes a campaign: a period in which the government asks for messages on a subject.
 *
 * @param maxLength the most Unicode code points of a message's body
 * @param categories the codes of the categories that it accepts; empty for all
 * @param audiences the codes of those it addresses
 */
public record Campaign(
    String code,
    @Nullable String name,
    @Nullable OffsetDateTime opensAt,
    @Nullable OffsetDateTime closesAt,
    @Nullable Integer maxLength,
    List<String> categories,
    List<String> audiences) {
  /** Copies the lists. */
  public Campaign {
    categories = List.copyOf(categories);
    audiences = List.copyOf(audiences);
  }
}
