package io.yiwang.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.signing.ContentDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * The name of one intent. The gateway carries a command out at most once per key, and gives the
 * first answer again to every repeat, for at least 7 days.
 *
 * @param value 1 to 64 of {@code [A-Za-z0-9._-]}
 * @see "IGS/1 section 1, Idempotency"
 */
public record IdempotencyKey(@JsonValue String value) {
  /** Checks the alphabet and the length. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public IdempotencyKey {
    Id.check(value, "idempotency key");
  }

  /** A new key, unlike any other. Keep it where a restart finds it, if a restart must repeat. */
  public static IdempotencyKey random() {
    return new IdempotencyKey(UUID.randomUUID().toString());
  }

  /**
   * The key of an intent that has a name of its own already: the same parts always give the same
   * key, also after a restart and on another machine.
   *
   * @param parts such as the operation and the order number; they do not show in the key
   */
  public static IdempotencyKey derived(String... parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(part.length()).append(':').append(part);
    }
    byte[] digest = ContentDigest.SHA_256.digest(text.toString().getBytes(UTF_8));
    return new IdempotencyKey(
        Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 24)));
  }

  @Override
  public String toString() {
    return value;
  }
}
