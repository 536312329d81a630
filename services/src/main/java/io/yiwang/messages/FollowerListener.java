package io.yiwang.messages;

import io.yiwang.WorkerListener;

/**
 * Takes what a {@link MessageFollower} finds out, before it is written down: after a crash, or
 * where {@link #event} throws, the event comes again. What it throws is logged at WARN with its
 * stack and given to {@link #applicationFailed}; other messages are followed all the same.
 */
@FunctionalInterface
public interface FollowerListener extends WorkerListener {
  /** Takes an event; the same may come twice. */
  void event(MessageEvent event);
}
