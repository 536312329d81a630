package io.yiwang.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.yiwang.internal.shared.Id;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * Names one intent. The gateway carries a command out at most once per key, and gives the first
 * answer again to every repeat, for at least 7 days.
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

  /**
   * Returns a new key, unlike any other. Keep it where a restart finds it, if a restart must
   * repeat.
   */
  public static IdempotencyKey random() {
    return new IdempotencyKey(UUID.randomUUID().toString());
  }

  /**
   * Returns the key of an intent that has its own name already: the same parts always give the same
   * key, also after a restart and on another machine.
   *
   * @param parts such as the operation and the order number; they do not show in the key
   */
  public static IdempotencyKey derived(String... parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(part.length()).append(':').append(part);
    }
    byte[] digest = sha256(text.toString().getBytes(UTF_8));
    return new IdempotencyKey(
        Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 24)));
  }

  // Values know nothing of signing, whose digests are therefore not used here.
  private static byte[] sha256(byte[] text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
