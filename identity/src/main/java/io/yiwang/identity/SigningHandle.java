package io.yiwang.identity;

import io.yiwang.internal.shared.Id;
import io.yiwang.value.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/**
 * Identifies a signing beyond a restart of the program. Store it before the signing is started and
 * again after; {@link SigningClient#resume} continues with it. It holds nothing personal.
 *
 * @param key the idempotency key that the signing is started with
 * @param signingId the gateway's id of the signing; null until the gateway has answered
 */
public record SigningHandle(IdempotencyKey key, @Nullable String signingId) {
  /** Checks the id. */
  public SigningHandle {
    if (signingId != null) {
      Id.check(signingId, "signing id");
    }
  }

  /** Returns a handle with a new key. Store it before you start the signing. */
  public static SigningHandle fresh() {
    return new SigningHandle(IdempotencyKey.random(), null);
  }

  /** Returns this handle with the id of the signing that was started. Store it again. */
  public SigningHandle started(Signing signing) {
    return new SigningHandle(key, signing.signingId());
  }

  /** Writes the handle as one line of text. */
  public String text() {
    return signingId == null ? key.value() : key.value() + " " + signingId;
  }

  /**
   * Reads what {@link #text} wrote.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static SigningHandle of(String text) {
    String[] parts = text.strip().split(" ", 3);
    if (parts.length > 2) {
      throw new IllegalArgumentException(
          "a signing handle must be a key, or a key and an id, got more than two parts");
    }
    return new SigningHandle(new IdempotencyKey(parts[0]), parts.length == 2 ? parts[1] : null);
  }
}
