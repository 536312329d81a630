package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/** The admin API's resources of the sandbox as a whole: its state, its clients, its clock. */
final class AdminSandbox {
  private final GovSandbox sandbox;

  private AdminSandbox(GovSandbox sandbox) {
    this.sandbox = sandbox;
  }

  /** Returns the admin API with all resources. */
  static AdminApi api(GovSandbox sandbox) {
    AdminApi api = new AdminApi();
    new AdminSandbox(sandbox).register(api);
    new AdminFaults(sandbox).register(api);
    new AdminCitizens(sandbox).register(api);
    new AdminDesk(sandbox).register(api);
    new AdminKeys(sandbox).register(api);
    new AdminMoney(sandbox).register(api);
    new AdminCatalog(sandbox).register(api);
    ExchangeCopies copies =
        new ExchangeCopies(sandbox.platformSigner(), sandbox.clock(), sandbox.setup().base());
    new AdminExchanges(sandbox.recorder(), copies).register(api);
    return api;
  }

  private void register(AdminApi api) {
    api.on("GET", "/state", call -> state())
        .on("POST", "/reset", this::reset)
        .on("GET", "/client", call -> client())
        .on("GET", "/clock", call -> clock())
        .on("PUT", "/clock", this::set)
        .on("POST", "/clock/advance", this::advance);
  }

  private Answer reset(AdminCall call) {
    call.only();
    sandbox.reset();
    return state();
  }

  private Answer state() {
    World.Setup setup = sandbox.setup();
    ObjectNode json = Json.object();
    json.put("endpoint", sandbox.endpoint().toString());
    json.put("account", sandbox.account());
    json.put("platform", GovSandbox.PLATFORM);
    json.put("scheme", setup.scheme().algorithm());
    json.put("seed", setup.seed());
    json.put("now", ChinaTime.text(sandbox.clock().instant()));
    json.put("faultsWaiting", sandbox.faults().waiting());
    json.put("callbacksWaiting", sandbox.callbackControls().untold());
    json.put("lastExchange", sandbox.recorder().last());
    json.put("openHolds", sandbox.treasury().openHolds());
    ArrayNode violations = json.putArray("contractViolations");
    sandbox.contractViolations().forEach(violations::add);
    return Answer.json(200, json);
  }

  private Answer client() {
    ObjectNode json = Json.object();
    Map<String, String> files = ClientFiles.pems(sandbox);
    json.set("settings", Json.MAPPER.valueToTree(ClientFiles.properties(sandbox)));
    json.set("files", Json.MAPPER.valueToTree(files));
    return Answer.json(200, json);
  }

  private Answer clock() {
    ObjectNode json = Json.object();
    json.put("now", ChinaTime.text(sandbox.clock().instant()));
    json.put("offset", sandbox.clock().offset().toString());
    return Answer.json(200, json);
  }

  private Answer set(AdminCall call) {
    Instant now = call.only("now").instant("now");
    sandbox.clock().set(now);
    return clock();
  }

  private Answer advance(AdminCall call) {
    sandbox.clock().advance(call.only("by").duration("by"));
    return clock();
  }
}
