package io.yiwang.catalog;

import java.util.List;

/** A theme under which services stand, for some audiences. */
public record Theme(String code, String name, List<Audience> audiences) {
  /** Copies the audiences. */
  public Theme {
    audiences = List.copyOf(audiences);
  }
}
