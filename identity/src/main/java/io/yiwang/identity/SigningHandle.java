package io.yiwang.identity;

import io.yiwang.internal.shared.Id;
import io.yiwang.value.IdempotencyKey;
import org.jspecify.annotations.Nullable;

/**
 * Holds what to keep of a signing, before it is started and while it runs, so that a program that
 * was stopped continues with it: {@link SigningClient#resume}. It holds nothing personal.
 *
 * @param key names the intent
 * @param signingId the gateway's name for it; absent until the gateway has answered
 */
public record SigningHandle(IdempotencyKey key, @Nullable String signingId) {
  /** Checks the id. */
  public SigningHandle {
    if (signingId != null) {
      Id.check(signingId, "signing id");
    }
  }

  /** Returns a new intent. Save it before starting it: what it becomes is then found again. */
  public static SigningHandle fresh() {
    return new SigningHandle(IdempotencyKey.random(), null);
  }

  /** Returns this intent, under way. Save it again. */
  public SigningHandle started(Signing signing) {
    return new SigningHandle(key, signing.signingId());
  }

  /** Writes one line of text to save. */
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
          "a signing handle must be a key, or a key and an id, got more than two words");
    }
    return new SigningHandle(new IdempotencyKey(parts[0]), parts.length == 2 ? parts[1] : null);
  }
}
