package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** The part of the admin API that lists citizens and acts for them in logins and signings. */
final class AdminCitizens {
  private static final List<String> ACRS = List.of("igs:basic", "igs:verified", "igs:strong");

  private final Supplier<World> world;

  AdminCitizens(Supplier<World> world) {
    this.world = world;
  }

  void register(AdminApi api) {
    api.on("GET", "/citizens", call -> list())
        .on("POST", "/citizens/{sub}/tokens", this::issueToken)
        .on("DELETE", "/tokens", this::revokeTokens)
        .on("GET", "/login", call -> login(200))
        .on("PATCH", "/login", this::changeLogin)
        .on("POST", "/login/redirects", this::registerRedirect)
        .on("POST", "/login/keys", this::registerKey)
        .on("GET", "/signings", call -> signings())
        .on("PATCH", "/signings", this::behave)
        .on("GET", "/signings/{id}", call -> signing(call.pathParameter("id")))
        .on("POST", "/signings/{id}/approve", this::approve)
        .on("POST", "/signings/{id}/refuse", this::refuse);
  }

  private Answer list() {
    ObjectNode json = Json.object();
    ArrayNode items = json.putArray("items");
    world.get().handlers().seed().citizens().forEach(each -> items.add(each.json()));
    return Answer.json(200, json);
  }

  private Citizen citizen(String sub) {
    return world.get().handlers().seed().citizens().stream()
        .filter(each -> each.sub().equals(sub))
        .findFirst()
        .orElseThrow(() -> new Refusal(404, "NOT_FOUND", "there is no such citizen"));
  }

  private Answer issueToken(AdminCall call) {
    Citizen citizen = citizen(call.allowOnly("scopes").pathParameter("sub"));
    Set<String> scopes = new LinkedHashSet<>();
    for (JsonNode scope : call.body().path("scopes")) {
      if (!Tokens.ALL_SCOPES.contains(scope.asText())) {
        throw AdminCall.badRequest("scopes must be of " + Tokens.ALL_SCOPES);
      }
      scopes.add(scope.asText());
    }
    if (scopes.isEmpty()) {
      scopes.addAll(Tokens.ALL_SCOPES);
    }
    ObjectNode json = Json.object();
    json.put("accessToken", world.get().issueToken(citizen, scopes));
    json.set("scopes", Json.MAPPER.valueToTree(scopes));
    return Answer.json(201, json);
  }

  private Answer revokeTokens(AdminCall call) {
    call.allowOnly();
    world.get().tokens().revokeAll();
    return Answer.empty(204);
  }

  private Answer login(int status) {
    LoginControls login = world.get().loginControls();
    ObjectNode json = Json.object();
    json.put("citizen", login.citizen().sub()).put("acr", login.acr());
    json.put("agrees", !login.isRefusing()).put("tokensLast", login.lifetime().toString());
    json.put("clientId", LoginControls.CLIENT_ID);
    ArrayNode redirects = json.putArray("redirectUris");
    login.redirects().forEach(uri -> redirects.add(uri.toString()));
    login.keyIds().forEach(json.putArray("keyIds")::add);
    return Answer.json(status, json);
  }

  private Answer changeLogin(AdminCall call) {
    call.allowOnly("citizen", "acr", "agrees", "tokensLast");
    LoginControls login = world.get().loginControls();
    String acr = call.text("acr", login.acr());
    if (!ACRS.contains(acr)) {
      throw AdminCall.badRequest("acr must be one of " + ACRS);
    }
    boolean agrees = call.flag("agrees", !login.isRefusing());
    Duration lifetime =
        call.has("tokensLast") ? call.nonNegativeDuration("tokensLast") : login.lifetime();
    Citizen who = call.has("citizen") ? citizen(call.required("citizen")) : login.citizen();
    login.logsIn(who, acr);
    login.tokensLast(lifetime);
    if (!agrees) {
      login.refuses();
    }
    return login(200);
  }

  private Answer registerRedirect(AdminCall call) {
    world.get().loginControls().registerRedirect(uri(call.allowOnly("uri"), "uri"));
    return login(201);
  }

  static URI uri(AdminCall call, String name) {
    try {
      URI uri = URI.create(call.required(name));
      if (uri.getScheme() != null && uri.getHost() != null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw AdminCall.badRequest(name + " must be a URI with a scheme and a host");
  }

  private Answer registerKey(AdminCall call) {
    AdminKeys.NewKey key = AdminKeys.NewKey.read(call);
    world.get().loginControls().registerKey(key.keyId(), key.scheme().publicKey(key.pem()));
    return login(201);
  }

  private Answer signings() {
    ObjectNode json = Json.object();
    json.put("citizensWait", world.get().handlers().signingControls().isWaiting());
    world.get().handlers().signingControls().all().forEach(json.putArray("items")::add);
    return Answer.json(200, json);
  }

  private Answer behave(AdminCall call) {
    call.allowOnly("citizensWait");
    if (!call.has("citizensWait")) {
      throw AdminCall.badRequest("citizensWait is missing");
    }
    if (call.flag("citizensWait", false)) {
      world.get().handlers().signingControls().citizensWait();
    } else {
      world.get().handlers().signingControls().citizensAct();
    }
    return Answer.empty(204);
  }

  private Answer signing(String id) {
    return Answer.json(200, found(id));
  }

  private ObjectNode found(String id) {
    return world.get().handlers().signingControls().all().stream()
        .filter(each -> each.get("signingId").textValue().equals(id))
        .findFirst()
        .orElseThrow(() -> new Refusal(404, "NOT_FOUND", "there is no such signing"));
  }

  private Answer approve(AdminCall call) {
    String id = call.allowOnly().pathParameter("id");
    found(id);
    world.get().handlers().signingControls().citizenSigns(id);
    return signing(id);
  }

  private Answer refuse(AdminCall call) {
    String id = call.allowOnly().pathParameter("id");
    found(id);
    world.get().handlers().signingControls().citizenRefuses(id);
    return signing(id);
  }
}
