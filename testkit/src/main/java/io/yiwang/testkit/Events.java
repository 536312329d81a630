package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What has happened and is to be reported (section 7). Guarded by the {@link VirtualScheduler}. */
final class Events {
  /** The name of the platform that is told. */
  static final String PLATFORM = "wallet";

  /** An event, whole but for the times at which it is reported. */
  @SuppressWarnings("ArrayRecordComponent") // One array is one event.
  record Event(String id, String type, @Nullable String subject, Instant at, byte[] json) {}

  private final SandboxClock clock;
  private final GatewayAddress address;
  private final Map<String, Integer> revisions = new HashMap<>();
  private final List<Event> untold = new ArrayList<>();
  private boolean listened;
  private int count;

  Events(SandboxClock clock, GatewayAddress address) {
    this.clock = clock;
    this.address = address;
  }

  /** Begins to keep events; none are kept before somebody listens. */
  void listen() {
    listened = true;
  }

  void happened(String type, @Nullable String subject, ObjectNode data) {
    if (!listened) {
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
    untold.add(new Event(id, type, subject, now, Json.bytes(event)));
  }

  List<Event> untold() {
    return List.copyOf(untold);
  }

  void told(Event event) {
    untold.remove(event);
  }

  void told(String id) {
    untold.removeIf(event -> event.id().equals(id));
  }
}
