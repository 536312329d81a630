package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the events that the platform has not acknowledged yet (section 7). Guarded by the {@link
 * VirtualScheduler}.
 */
final class Events {
  /** The name of the platform that is notified. */
  static final String PLATFORM = "wallet";

  /** An event; its body is the same in each delivery. */
  @SuppressWarnings("ArrayRecordComponent") // One array is one event.
  record Event(String id, String type, @Nullable String subject, Instant at, byte[] json) {}

  private final SandboxClock clock;
  private final GatewayAddress address;
  private final Map<String, Integer> revisions = new HashMap<>();
  private final List<Event> unacknowledged = new ArrayList<>();
  private boolean keeping;
  private int count;

  Events(SandboxClock clock, GatewayAddress address) {
    this.clock = clock;
    this.address = address;
  }

  /** Starts to keep events; before that they are dropped, since nobody listens. */
  void startKeeping() {
    keeping = true;
  }

  void happened(String type, @Nullable String subject, ObjectNode data) {
    if (!keeping) {
      return;
    }
    Instant now = clock.instant();
    String family = type.substring(0, type.lastIndexOf('.'));
    int revision = revisions.merge(family + " " + subject, 1, Integer::sum);
    ObjectNode event = Json.object().put("specversion", "1.0");
    String id = "evt-" + (1_000_001 + count++);
    event.put("id", id).put("source", address.source());
    event.put("type", type).put("time", ChinaTime.text(now));
    event.put("datacontenttype", "application/json").put("platform", PLATFORM);
    if (subject != null) {
      event.put("subject", subject);
    }
    event.set("data", data.put("revision", revision));
    unacknowledged.add(new Event(id, type, subject, now, Json.bytes(event)));
  }

  /** Returns the events that are not acknowledged yet, in order. */
  List<Event> unacknowledged() {
    return List.copyOf(unacknowledged);
  }

  /** Drops an event, which the platform has acknowledged or which is too old. */
  void acknowledge(String id) {
    unacknowledged.removeIf(event -> event.id().equals(id));
  }
}
