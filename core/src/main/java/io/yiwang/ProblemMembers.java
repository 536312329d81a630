package io.yiwang;

import org.jspecify.annotations.Nullable;

/** Reads a member of a verified problem document beyond those that every problem has. */
@FunctionalInterface
public interface ProblemMembers {
  /** Returns the member, or nothing if it is absent or cannot be read as the type. */
  <M> @Nullable M read(String name, Class<M> type);
}
