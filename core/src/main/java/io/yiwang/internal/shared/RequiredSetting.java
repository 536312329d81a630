package io.yiwang.internal.shared;

import org.jspecify.annotations.Nullable;

/** Says which setting a builder lacks, and how to give it. */
public final class RequiredSetting {
  private RequiredSetting() {}

  /**
   * Returns the setting if it was given.
   *
   * @param owner what is built, such as {@code GovClient}
   * @param name of the builder's method that gives it
   * @throws IllegalStateException if it was not given
   */
  public static <V> V of(String owner, String name, @Nullable V value) {
    if (value == null) {
      throw new IllegalStateException(
          owner + " needs " + name + "; call ." + name + "(...) before .build()");
    }
    return value;
  }
}
