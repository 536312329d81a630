package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Answers checks of names and numbers, and the discovery of the login (section 5). */
final class IdentityHandlers implements OperationHandler {
  private final People people;
  private final GatewayAddress address;

  IdentityHandlers(People people, GatewayAddress address) {
    this.people = people;
    this.address = address;
  }

  @Override
  public void register(Routes routes) {
    routes.on("identity.check", this::check);
    routes.on("identity.configuration", this::configuration);
  }

  private Answer check(Exchange exchange) {
    ObjectNode body = exchange.requiredBody();
    String name = Penalty.bare(Json.required(body, "name"));
    String result =
        people
            .find(Json.required(body, "idType"), Json.required(body, "idNumber"))
            .map(person -> Penalty.bare(person.name()).equals(name) ? "MATCH" : "MISMATCH")
            .orElse("NOT_FOUND");
    ObjectNode answer = Json.object().put("result", result);
    return Answer.json(200, answer.put("checkedAt", ChinaTime.text(exchange.now())));
  }

  private Answer configuration(Exchange exchange) {
    String base = address.base().toString();
    ObjectNode configuration = Json.object();
    configuration.put("issuer", base);
    configuration.put("authorization_endpoint", base + "/oidc/authorize");
    configuration.put("token_endpoint", base + "/oidc/token");
    configuration.put("jwks_uri", base + "/oidc/jwks");
    configuration.put("end_session_endpoint", base + "/oidc/logout");
    configuration.put("revocation_endpoint", base + "/oidc/revoke");
    configuration.put("authorization_response_iss_parameter_supported", true);
    list(configuration, "scopes_supported", "openid", "igs:penalties", "igs:signing");
    list(configuration, "response_types_supported", "code");
    list(configuration, "grant_types_supported", "authorization_code", "refresh_token");
    list(configuration, "subject_types_supported", "pairwise");
    list(configuration, "id_token_signing_alg_values_supported", "ES256");
    list(
        configuration,
        "token_endpoint_auth_methods_supported",
        "private_key_jwt",
        "client_secret_basic");
    list(configuration, "code_challenge_methods_supported", "S256");
    list(configuration, "acr_values_supported", "igs:basic", "igs:verified", "igs:strong");
    list(configuration, "claims_supported", "sub", "acr", "auth_time", "name", "id_type", "region");
    return Answer.json(200, configuration);
  }

  private static void list(ObjectNode object, String member, String... values) {
    object.set(member, Json.MAPPER.valueToTree(List.of(values)));
  }
}
