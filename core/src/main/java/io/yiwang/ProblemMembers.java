package io.yiwang;

import org.jspecify.annotations.Nullable;

/** Reads members of a verified problem document, beyond those that every problem has. */
@FunctionalInterface
public interface ProblemMembers {
  /** Returns the member, or null if it is absent or cannot be read as the type. */
  <M> @Nullable M read(String name, Class<M> type);
}
