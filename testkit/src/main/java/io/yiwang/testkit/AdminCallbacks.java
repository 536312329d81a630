package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.Signer;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** The part of the admin API that shows and delivers callbacks. */
final class AdminCallbacks {
  /** Names the ways in which waiting events can be delivered. */
  private enum How {
    IN_ORDER,
    TWICE,
    SHUFFLED,
    FORGED
  }

  private final Supplier<World> world;

  AdminCallbacks(Supplier<World> world) {
    this.world = world;
  }

  void register(AdminApi api) {
    api.on("GET", "/callbacks", call -> callbacks())
        .on("PATCH", "/callbacks", this::changeCallbacks)
        .on("POST", "/callbacks/deliver", this::deliver);
  }

  private Answer callbacks() {
    CallbackControls callbacks = world.get().callbackControls();
    ObjectNode json = Json.object();
    URI url = callbacks.url();
    if (url != null) {
      json.put("url", url.toString());
    }
    json.put("automatic", callbacks.isAutomatic());
    ArrayNode waiting = json.putArray("waiting");
    for (Events.Event event : callbacks.waiting()) {
      ObjectNode item = waiting.addObject().put("id", event.id()).put("type", event.type());
      if (event.subject() != null) {
        item.put("subject", event.subject());
      }
      item.put("at", ChinaTime.text(event.at()));
    }
    return Answer.json(200, json);
  }

  private Answer changeCallbacks(AdminCall call) {
    call.allowOnly("url", "automatic");
    CallbackControls callbacks = world.get().callbackControls();
    boolean automatic = call.flag("automatic", callbacks.isAutomatic());
    if (call.has("url")) {
      callbacks.deliverTo(AdminCitizens.uri(call, "url"));
    }
    callbacks.deliverAutomatically(automatic);
    return callbacks();
  }

  private Answer deliver(AdminCall call) {
    call.allowOnly("how", "seed");
    CallbackControls callbacks = world.get().callbackControls();
    How how = call.choice("how", How.class, How.IN_ORDER);
    long seed = call.has("seed") ? call.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE) : 1;
    if (callbacks.url() == null) {
      throw new Refusal(409, "NOT_NOW", "nobody listens; PATCH callbacks with a url first");
    }
    List<CallbackControls.Delivery> deliveries =
        switch (how) {
          case IN_ORDER -> callbacks.deliver();
          case TWICE -> callbacks.deliverTwice();
          case SHUFFLED -> callbacks.deliverShuffled(seed);
          case FORGED -> callbacks.deliverForged(forger());
        };
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("deliveries");
    for (CallbackControls.Delivery each : deliveries) {
      ObjectNode item = items.addObject().put("type", each.type());
      if (each.subject() != null) {
        item.put("subject", each.subject());
      }
      item.put("status", each.status());
    }
    return Answer.json(200, json);
  }

  /** Returns a signer with a stranger's key under the gateway's key id. */
  private Signer forger() {
    World present = world.get();
    SandboxScheme scheme = present.setup().scheme();
    return new SandboxKey(
            present.keys().current().keyId(),
            scheme,
            KeyPool.pair(scheme, "thief"),
            Instant.MIN,
            Instant.MAX)
        .signer();
  }
}
