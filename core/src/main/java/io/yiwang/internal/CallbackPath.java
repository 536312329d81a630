package io.yiwang.internal;

import org.jspecify.annotations.Nullable;

/** Checks the public path of an adapter for callbacks. */
public final class CallbackPath {
  private CallbackPath() {}

  /**
   * Returns the path if it is null or the path of a URL.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static @Nullable String check(@Nullable String publicPath) {
    if (publicPath != null && !publicPath.matches("/[\\x21-\\x7e&&[^?#]]*")) {
      throw new IllegalArgumentException(
          "the public path must be the path of the URL that the gateway posts to, such as"
              + " /gov/callbacks: from its first slash on, percent-encoded, without query");
    }
    return publicPath;
  }
}
