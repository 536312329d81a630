package io.yiwang.internal.shared;

import org.jspecify.annotations.Nullable;

/** Checks that a builder has a required setting. */
public final class RequiredSetting {
  private RequiredSetting() {}

  /**
   * Returns the setting if it was set.
   *
   * @param owner what is built, such as {@code GovClient}
   * @param name the name of the builder's method that sets it
   * @throws IllegalStateException if it was not set; the message says how to set it
   */
  public static <V> V of(String owner, String name, @Nullable V value) {
    if (value == null) {
      throw new IllegalStateException(
          owner + " needs " + name + "; call ." + name + "(...) before .build()");
    }
    return value;
  }
}
