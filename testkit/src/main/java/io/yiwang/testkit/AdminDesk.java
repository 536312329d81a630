package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.Signer;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** The admin API's desk: messages that arrive, and callbacks that report what happened. */
final class AdminDesk {
  /** How waiting events are delivered. */
  private enum How {
    IN_ORDER,
    TWICE,
    SHUFFLED,
    FORGED
  }

  private final Supplier<World> world;

  AdminDesk(Supplier<World> world) {
    this.world = world;
  }

  void register(AdminApi api) {
    api.on("GET", "/messages", call -> messages())
        .on("GET", "/messages/{id}", call -> message(call.id("id")))
        .on("POST", "/messages/{id}/{step}", this::move)
        .on("GET", "/message-desk", call -> desk())
        .on("PUT", "/message-desk", this::changeDesk)
        .on("GET", "/callbacks", call -> callbacks())
        .on("PATCH", "/callbacks", this::changeCallbacks)
        .on("POST", "/callbacks/deliver", this::deliver);
  }

  private Answer messages() {
    ObjectNode json = Json.object();
    world.get().handlers().messageControls().files().forEach(json.putArray("items")::add);
    return Answer.json(200, json);
  }

  private Answer message(String id) {
    return Answer.json(
        200,
        world.get().handlers().messageControls().files().stream()
            .filter(each -> each.get("messageId").textValue().equals(id))
            .findFirst()
            .orElseThrow(() -> new Refusal(404, "NOT_FOUND", "there is no such message")));
  }

  private Answer move(AdminCall call) {
    String id = call.id("id");
    message(id);
    MessageControls desk = world.get().handlers().messageControls();
    switch (call.id("step")) {
      case "classify" -> {
        call.only();
        desk.classify(id);
      }
      case "forward" -> desk.forward(id, call.only("note").needed("note"));
      case "reply" -> desk.reply(id, call.only("text").needed("text"));
      case "close" -> {
        call.only();
        desk.close(id);
      }
      case "give-back" -> desk.returnToAuthor(id, call.only("note").needed("note"));
      case "publish" -> {
        call.only();
        desk.publish(id);
      }
      default ->
          throw new Refusal(
              404,
              "NOT_FOUND",
              "a message takes classify, forward, reply, close, give-back and publish");
    }
    return message(id);
  }

  private Answer desk() {
    return Answer.json(
        200, Json.object().put("works", world.get().handlers().messageControls().work().name()));
  }

  private Answer changeDesk(AdminCall call) {
    call.only("works").needed("works");
    MessageControls desk = world.get().handlers().messageControls();
    switch (call.choice("works", MessageControls.Work.class, MessageControls.Work.BY_THE_CLOCK)) {
      case BY_THE_CLOCK -> desk.processAutomatically();
      case CLASSIFIES_ONLY -> desk.classifyOnly();
      case NOT_AT_ALL -> desk.leaveUnclassified();
    }
    return desk();
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
    call.only("url", "automatic");
    CallbackControls callbacks = world.get().callbackControls();
    boolean automatic = call.flag("automatic", callbacks.isAutomatic());
    if (call.has("url")) {
      callbacks.deliverTo(AdminCitizens.uri(call, "url"));
    }
    callbacks.deliverAutomatically(automatic);
    return callbacks();
  }

  private Answer deliver(AdminCall call) {
    call.only("how", "seed");
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
