package io.yiwang.messages;

import io.yiwang.value.Confidential;
import org.jspecify.annotations.Nullable;

/**
 * Says who writes. What is given is sealed before it leaves.
 *
 * @param anonymous whether the desk shall not pass on who it was
 */
public record Author(
    @Nullable Confidential name,
    @Nullable Confidential phone,
    @Nullable Confidential email,
    boolean anonymous) {
  /** Somebody who gives no name. */
  public static final Author ANONYMOUS = new Author(null, null, null, true);

  /** Returns a person by name and phone. */
  public static Author of(String name, String phone) {
    return new Author(Confidential.of(name), Confidential.of(phone), null, false);
  }
}
