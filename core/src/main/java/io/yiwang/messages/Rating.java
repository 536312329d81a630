package io.yiwang.messages;

import com.fasterxml.jackson.annotation.JsonValue;

/**
 * How a citizen rates the handling. The scale of GB/T 39046 begins with the best.
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

  Rating(int score) {
    this.score = score;
  }

  /** The number on the wire: 1 is the best. */
  @JsonValue
  public int score() {
    return score;
  }
}
