package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.function.Supplier;

/** The part of the admin API that concerns the sandbox as a whole: its state, clients and clock. */
final class AdminSandbox {
  private final Supplier<World> world;
  private final Faults faults;
  private final ExchangeRecorder recorder;
  private final Runnable reset;

  private AdminSandbox(
      Supplier<World> world, Faults faults, ExchangeRecorder recorder, Runnable reset) {
    this.world = world;
    this.faults = faults;
    this.recorder = recorder;
    this.reset = reset;
  }

  /**
   * Returns the admin API with all its resources.
   *
   * @param world returns the present world
   * @param reset starts the next world
   */
  static AdminApi api(
      Supplier<World> world, Faults faults, ExchangeRecorder recorder, Runnable reset) {
    AdminApi api = new AdminApi();
    new AdminSandbox(world, faults, recorder, reset).register(api);
    new AdminFaults(faults).register(api);
    new AdminCitizens(world).register(api);
    new AdminMessages(world).register(api);
    new AdminCallbacks(world).register(api);
    new AdminKeys(world).register(api);
    new AdminMoney(world).register(api);
    new AdminCatalog(world).register(api);
    World.Setup setup = world.get().setup();
    CurlCommand curl = new CurlCommand(setup.platform().signer(), setup.clock(), setup.base());
    new AdminExchanges(recorder, curl).register(api);
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
    call.allowOnly();
    reset.run();
    return state();
  }

  private Answer state() {
    World present = world.get();
    World.Setup setup = present.setup();
    ObjectNode json = Json.object();
    json.put("endpoint", setup.base() + "/");
    json.put("account", present.account());
    json.put("platform", Events.PLATFORM);
    json.put("scheme", setup.scheme().algorithm());
    json.put("seed", setup.seed());
    json.put("now", ChinaTime.text(setup.clock().instant()));
    json.put("faultsWaiting", faults.waiting());
    json.put("callbacksWaiting", present.callbackControls().unacknowledged());
    json.put("lastExchange", recorder.last());
    json.put("openHolds", present.handlers().treasury().openHolds());
    ArrayNode violations = json.putArray("contractViolations");
    present.engine().violations().forEach(violations::add);
    return Answer.json(200, json);
  }

  private Answer client() {
    ObjectNode json = Json.object();
    ClientFiles client = new ClientFiles(world.get());
    json.set("settings", Json.MAPPER.valueToTree(client.properties()));
    json.set("files", Json.MAPPER.valueToTree(client.pems()));
    return Answer.json(200, json);
  }

  private Answer clock() {
    SandboxClock clock = world.get().setup().clock();
    ObjectNode json = Json.object();
    json.put("now", ChinaTime.text(clock.instant()));
    json.put("offset", clock.offset().toString());
    return Answer.json(200, json);
  }

  private Answer set(AdminCall call) {
    Instant now = call.allowOnly("now").instant("now");
    world.get().setup().clock().set(now);
    return clock();
  }

  private Answer advance(AdminCall call) {
    world.get().setup().clock().advance(call.allowOnly("by").duration("by"));
    return clock();
  }
}
