package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Supplier;

/** The part of the admin API that shows messages and handles them. */
final class AdminMessages {
  private final Supplier<World> world;

  AdminMessages(Supplier<World> world) {
    this.world = world;
  }

  void register(AdminApi api) {
    api.on("GET", "/messages", call -> messages())
        .on("GET", "/messages/{id}", call -> message(call.pathParameter("id")))
        .on("POST", "/messages/{id}/{step}", this::advance)
        .on("GET", "/message-desk", call -> automation())
        .on("PUT", "/message-desk", this::setAutomation);
  }

  private Answer messages() {
    ObjectNode json = Json.object();
    controls().files().forEach(json.putArray("items")::add);
    return Answer.json(200, json);
  }

  private Answer message(String id) {
    return Answer.json(
        200,
        controls().files().stream()
            .filter(each -> each.get("messageId").textValue().equals(id))
            .findFirst()
            .orElseThrow(() -> new Refusal(404, "NOT_FOUND", "there is no such message")));
  }

  private Answer advance(AdminCall call) {
    String id = call.pathParameter("id");
    message(id);
    MessageControls controls = controls();
    switch (call.pathParameter("step")) {
      case "classify" -> {
        call.allowOnly();
        controls.classify(id);
      }
      case "forward" -> controls.forward(id, call.allowOnly("note").required("note"));
      case "reply" -> controls.reply(id, call.allowOnly("text").required("text"));
      case "close" -> {
        call.allowOnly();
        controls.close(id);
      }
      case "give-back" -> controls.returnToAuthor(id, call.allowOnly("note").required("note"));
      case "publish" -> {
        call.allowOnly();
        controls.publish(id);
      }
      default ->
          throw new Refusal(
              404,
              "NOT_FOUND",
              "a message takes classify, forward, reply, close, give-back and publish");
    }
    return message(id);
  }

  private Answer automation() {
    return Answer.json(200, Json.object().put("works", controls().work().name()));
  }

  private Answer setAutomation(AdminCall call) {
    call.allowOnly("works").required("works");
    MessageControls controls = controls();
    switch (call.choice("works", MessageControls.Work.class, MessageControls.Work.BY_THE_CLOCK)) {
      case BY_THE_CLOCK -> controls.processAutomatically();
      case CLASSIFIES_ONLY -> controls.classifyOnly();
      case NOT_AT_ALL -> controls.leaveUnclassified();
    }
    return automation();
  }

  private MessageControls controls() {
    return world.get().handlers().messageControls();
  }
}
