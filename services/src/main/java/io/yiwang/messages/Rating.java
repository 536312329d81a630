package io.yiwang.messages;

import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/**
 * Says how a citizen rates the handling. The scale of GB/T 39046 begins with the best, where
 * hotlines and stars end with it: show {@link #text}, and let nobody count.
 *
 * @see "GB/T 39046-2020 A.8"
 */
public enum Rating {
  /** 非常满意. */
  VERY_SATISFIED(1),
  /** 满意. */
  SATISFIED(2),
  /** 基本满意. */
  FAIRLY_SATISFIED(3),
  /** 不满意. */
  DISSATISFIED(4),
  /** 非常不满意. */
  VERY_DISSATISFIED(5);

  private final int score;
  private static final Texts TEXTS = new Texts("services", Rating.class);

  Rating(int score) {
    this.score = score;
  }

  /**
   * Returns the rating of so many stars: five are the best, {@link #VERY_SATISFIED}.
   *
   * @throws IllegalArgumentException if they are not 1 to 5
   */
  public static Rating ofStars(int stars) {
    for (Rating rating : values()) {
      if (rating.stars() == stars) {
        return rating;
      }
    }
    throw new IllegalArgumentException("stars must be 1 to 5, got " + stars);
  }

  /** Returns the number on the wire: 1 is the best. */
  @JsonValue
  public int score() {
    return score;
  }

  /** Returns the rating as stars: 5 are the best. */
  public int stars() {
    return 6 - score;
  }

  /** Returns what the citizen reads. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), "rating." + name());
  }
}
