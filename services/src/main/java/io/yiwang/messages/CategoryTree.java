package io.yiwang.messages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the categories of messages, two levels deep.
 *
 * @param version changes whenever the categories change
 */
public record CategoryTree(@Nullable String version, List<Category> categories) {
  /** Describes a category, with those below it. */
  public record Category(String code, @Nullable String name, List<Category> children) {
    /** Copies the children. */
    public Category {
      children = List.copyOf(children);
    }
  }

  /** Copies the categories. */
  public CategoryTree {
    categories = List.copyOf(categories);
  }
}
