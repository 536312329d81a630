package io.yiwang.messages;

import io.yiwang.callbacks.Callback;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the journal keeps of a followed message in clear: nothing about a person.
 *
 * @param revision of the newest callback
 * @param source of that callback, within which revisions are ordered; absent if there was none
 * @param asked whether {@code progress} is from an answer, which has no revision and may be newer
 *     than {@code revision}
 * @param knownAt the time of {@code progress}
 * @param late whether it was reported that the message was not classified on its day
 */
record FollowerPayload(
    OffsetDateTime receivedAt,
    long revision,
    @Nullable String source,
    boolean asked,
    MessageProgress progress,
    @Nullable OffsetDateTime knownAt,
    boolean late) {
  /** Returns the payload of a message about which nothing is known yet. */
  static FollowerPayload start(OffsetDateTime receivedAt) {
    MessageProgress unknown =
        new MessageProgress(MessageState.RECEIVED, null, 0, receivedAt, null, null, false, null);
    return new FollowerPayload(receivedAt, 0, null, false, unknown, null, false);
  }

  /** Returns whether a callback may report something that is not known yet. */
  boolean isNews(Callback callback) {
    return isOfAnotherSource(callback) || callback.revision() > revision;
  }

  /** Returns whether a callback is from another source than those before it. */
  boolean isOfAnotherSource(Callback callback) {
    return source != null && !source.equals(callback.source());
  }

  /** Returns the payload after a callback, with the progress that is known already. */
  FollowerPayload withRevisionOf(Callback callback) {
    return new FollowerPayload(
        receivedAt, callback.revision(), callback.source(), asked, progress, knownAt, late);
  }

  /** Returns the payload after a callback, with the progress that it reports. */
  FollowerPayload withReport(Callback callback, MessageProgress reported) {
    OffsetDateTime time = callback.time();
    OffsetDateTime newest = knownAt == null || knownAt.isBefore(time) ? time : knownAt;
    return new FollowerPayload(
        receivedAt, callback.revision(), callback.source(), false, reported, newest, late);
  }

  /** Returns the payload after an answer of the gateway. */
  FollowerPayload withAnswer(MessageProgress answered, OffsetDateTime askedAt) {
    return new FollowerPayload(receivedAt, revision, source, true, answered, askedAt, late);
  }

  /** Returns the payload after it was reported that the message was not classified on its day. */
  FollowerPayload withLateReported() {
    return new FollowerPayload(receivedAt, revision, source, asked, progress, knownAt, true);
  }

  /** Returns what an application sees of the message. */
  FollowedMessage message(String id, boolean isOver) {
    return new FollowedMessage(
        id, receivedAt, progress.status(), progress.classifiedAt(), knownAt, isOver);
  }

  /** Holds what the journal encrypts. */
  record Sensitive(String queryCode) {
    @Override
    public String toString() {
      return "Sensitive";
    }
  }
}
