package io.yiwang.messages;

import io.yiwang.WorkerListener;

/**
 * Is notified of the events of a {@link MessageFollower} before they are written down: after a
 * crash, or if {@link #event} throws, an event comes again. What it throws is logged at WARN with
 * its stack and passed to {@link #applicationFailed}; other messages are followed all the same.
 */
@FunctionalInterface
public interface FollowerListener extends WorkerListener {
  /** Reports an event; the same event may come twice. */
  void event(MessageEvent event);
}
