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
 * Identifies one intent. The gateway executes a command at most once per key and repeats its first
 * answer for every retry, for at least 7 days.
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

  /** Returns a new random key. Store it if the command must be repeated after a restart. */
  public static IdempotencyKey random() {
    return new IdempotencyKey(UUID.randomUUID().toString());
  }

  /**
   * Returns the key of an intent that already has a name: the same parts always give the same key,
   * also after a restart and on another machine.
   *
   * @param parts the parts of the name, such as the operation and the order number; the key does
   *     not reveal them
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

  // The package of values does not depend on that of signing, which has digests.
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
