package io.yiwang.messages;

import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Texts;
import io.yiwang.value.Language;

/**
 * Rates the handling of a message. The scale of GB/T 39046 begins with the best rating, while
 * hotlines and stars end with it: show citizens the {@link #text}, not the number.
 *
 * @see "GB/T 39046-2020 A.8"
 */
public enum Rating {
  /** 非常满意: very satisfied. */
  VERY_SATISFIED(1),
  /** 满意: satisfied. */
  SATISFIED(2),
  /** 基本满意: fairly satisfied. */
  FAIRLY_SATISFIED(3),
  /** 不满意: dissatisfied. */
  DISSATISFIED(4),
  /** 非常不满意: very dissatisfied. */
  VERY_DISSATISFIED(5);

  private static final Texts TEXTS = new Texts("services", Rating.class);

  private final int score;

  Rating(int score) {
    this.score = score;
  }

  /**
   * Returns the rating of a number of stars; five are the best.
   *
   * @throws IllegalArgumentException if there are not 1 to 5 stars
   */
  public static Rating ofStars(int stars) {
    for (Rating rating : values()) {
      if (rating.stars() == stars) {
        return rating;
      }
    }
    throw new IllegalArgumentException("stars must be 1 to 5, got " + stars);
  }

  /** Returns the score of IGS/1: 1 is the best. */
  @JsonValue
  public int score() {
    return score;
  }

  /** Returns the number of stars: 5 are the best. */
  public int stars() {
    return 6 - score;
  }

  /** Returns the rating as a text for the citizen. */
  public String text(Language language) {
    return TEXTS.of(language.tag(), "rating." + name());
  }
}
