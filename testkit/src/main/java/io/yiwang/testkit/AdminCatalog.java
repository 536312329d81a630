package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

/** The part of the admin API that changes the catalog and draws codes and letters. */
final class AdminCatalog {
  private final Supplier<World> world;

  AdminCatalog(Supplier<World> world) {
    this.world = world;
  }

  void register(AdminApi api) {
    api.on("GET", "/catalog", call -> catalog())
        .on("GET", "/catalog/services", this::find)
        .on("POST", "/catalog/services/{code}/{change}", this::change)
        .on("POST", "/catalog/forget-changes", this::forgetChanges)
        .on("GET", "/codes/{kind}", this::code)
        .on("GET", "/codes/{kind}.png", this::picture)
        .on("GET", "/letters/{decisionNumber}.png", this::letter);
  }

  private Answer catalog() {
    CatalogControls.Summary summary = world.get().handlers().catalogControls().summary();
    ObjectNode json = Json.object().put("services", summary.services());
    json.put("version", summary.version()).put("forgotten", summary.forgotten());
    json.put("withdrawnCode", world.get().handlers().seed().withdrawnServiceCode());
    return Answer.json(200, json);
  }

  private Answer find(AdminCall call) {
    String name = call.requiredQueryParameter("name");
    String region = call.requiredQueryParameter("region");
    if (!Regions.isKnown(region)) {
      throw AdminCall.badRequest("region must be the 6 digits of a region");
    }
    try {
      return Answer.json(
          200, Json.object().put("code", world.get().handlers().seed().serviceCode(name, region)));
    } catch (IllegalArgumentException e) {
      throw new Refusal(404, "NOT_FOUND", Objects.requireNonNull(e.getMessage()));
    }
  }

  private Answer change(AdminCall call) {
    String code = call.pathParameter("code");
    switch (call.pathParameter("change")) {
      case "update" -> {
        call.allowOnly();
        world.get().handlers().catalogControls().update(code);
      }
      case "withdraw" ->
          world
              .get()
              .handlers()
              .catalogControls()
              .withdraw(code, call.allowOnly("replacedBy").text("replacedBy"));
      default -> throw new Refusal(404, "NOT_FOUND", "a service takes update and withdraw");
    }
    return catalog();
  }

  private Answer forgetChanges(AdminCall call) {
    call.allowOnly();
    world.get().handlers().catalogControls().forgetChanges();
    return catalog();
  }

  private String text(AdminCall call) {
    PrintedCodes codes = world.get().printedCodes();
    String until = call.queryParameter("until");
    if (until != null) {
      codes = codes.until(AdminCall.instant("until", until));
    }
    if (String.valueOf(call.queryParameter("forged")).equals("true")) {
      codes = codes.forged();
    }
    String id = call.requiredQueryParameter("id");
    return switch (call.pathParameter("kind")) {
      case "penalty" -> codes.penalty(id);
      case "service" -> codes.service(id);
      case "campaign" -> codes.campaign(id);
      case "signing" -> codes.signing(id);
      default ->
          throw new Refusal(
              404, "NOT_FOUND", "the kind of a code must be penalty, service, campaign or signing");
    };
  }

  private Answer code(AdminCall call) {
    return Answer.json(200, Json.object().put("text", text(call)));
  }

  private Answer picture(AdminCall call) {
    int pixels = Math.max(1, call.queryNumber("pixels", 4, 20));
    return png(world.get().printedCodes().png(text(call), pixels));
  }

  private Answer letter(AdminCall call) {
    return png(world.get().printedCodes().letter(call.pathParameter("decisionNumber")));
  }

  private static Answer png(byte[] picture) {
    return new Answer(200, "image/png", picture, Map.of());
  }
}
