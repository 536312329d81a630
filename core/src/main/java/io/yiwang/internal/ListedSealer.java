package io.yiwang.internal;

import io.yiwang.signing.Sealed;
import io.yiwang.signing.Sealer;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Seals the members of one body for the gateway's key of the moment, which is looked for when there
 * is something to seal and not before. For one thread.
 */
final class ListedSealer implements Sealer {
  private final KeyList keyList;
  private final Instant now;
  private final Supplier<Duration> left;
  private @Nullable Sealer found;

  ListedSealer(KeyList keyList, Instant now, Supplier<Duration> left) {
    this.keyList = keyList;
    this.now = now;
    this.left = left;
  }

  @Override
  public Sealed seal(String text, String pointer) throws GeneralSecurityException {
    Sealer sealer = found;
    if (sealer == null) {
      sealer = keyList.sealer(now, left.get()).forOneBody();
      found = sealer;
    }
    return sealer.seal(text, pointer);
  }
}
