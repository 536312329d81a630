package io.yiwang.messages;

import io.yiwang.value.Confidential;
import org.jspecify.annotations.Nullable;

/**
 * Identifies the author of a message. The parts are sealed before they are sent.
 *
 * @param anonymous whether the government office must not pass the identity on
 */
public record Author(
    @Nullable Confidential name,
    @Nullable Confidential phone,
    @Nullable Confidential email,
    boolean anonymous) {
  /** An author who does not give a name. */
  public static final Author ANONYMOUS = new Author(null, null, null, true);

  /** Returns an author with a name and a phone number. */
  public static Author of(String name, String phone) {
    return new Author(Confidential.of(name), Confidential.of(phone), null, false);
  }
}
