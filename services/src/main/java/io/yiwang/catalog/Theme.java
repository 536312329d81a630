package io.yiwang.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Names a theme under which services are listed, for some audiences. */
public record Theme(String code, @Nullable String name, List<Audience> audiences) {
  /** Copies the audiences. */
  public Theme {
    audiences = List.copyOf(audiences);
  }
}
