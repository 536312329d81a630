package io.yiwang.internal;

import org.jspecify.annotations.Nullable;

/** The path under which a gateway knows an adapter of callbacks, where it was given. */
public final class CallbackPath {
  private CallbackPath() {}

  /**
   * Returns the path if it may be one.
   *
   * @throws IllegalArgumentException if it is not the path of a URL
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
