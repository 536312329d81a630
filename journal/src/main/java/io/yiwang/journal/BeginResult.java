package io.yiwang.journal;

import io.yiwang.Beta;

/**
 * Holds the outcome of {@link IntentStore#begin}.
 *
 * @param <B> the payload
 * @param <P> the sensitive payload
 */
@Beta
public sealed interface BeginResult<B, P> {
  /** The intent is on disk, and the caller has the claim to it. */
  record Started<B, P>(Claim<B, P> claim) implements BeginResult<B, P> {}

  /** An intent with that id exists already; nothing was written. */
  record Existing<B, P>(Entry<B, P> entry) implements BeginResult<B, P> {}

  /**
   * An unfinished intent holds one of the names; nothing was written.
   *
   * @param holderId the id of that intent
   */
  record NameTaken<B, P>(String name, String holderId) implements BeginResult<B, P> {
    /** Shows the holder alone: a name may be a person's. */
    @Override
    public String toString() {
      return "NameTaken[" + holderId + "]";
    }
  }
}
