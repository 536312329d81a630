package io.yiwang.identity.login;

import io.yiwang.Operation.Answer;
import io.yiwang.Operation;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where citizens log in.
 *
 * @param challengeMethods of PKCE; empty where the provider does not say
 * @param namesItself whether it names itself ({@code iss}) whenever it sends a citizen back
 * @see "OpenID Connect Discovery 1.0 section 3; RFC 8414; RFC 9207"
 */
public record OpenIdProvider(
    URI issuer,
    @JsonProperty("authorization_endpoint") URI authorizationEndpoint,
    @JsonProperty("token_endpoint") URI tokenEndpoint,
    @JsonProperty("jwks_uri") URI keys,
    @JsonProperty("end_session_endpoint") @Nullable URI endSessionEndpoint,
    @JsonProperty("revocation_endpoint") @Nullable URI revocationEndpoint,
    @JsonProperty("code_challenge_methods_supported") @Nullable List<String> challengeMethods,
    @JsonProperty("authorization_response_iss_parameter_supported") @Nullable Boolean namesItself) {

  /** The call by which {@link #of} asks a gateway, for whoever writes another {@link Gateway}. */
  public static final List<Operation> OPERATIONS =
      List.of(
          Operation.query(
              "identity.configuration",
              ".well-known/openid-configuration",
              Answer.OBJECT,
              OpenIdProvider.class));

  /** Copies the list. */
  public OpenIdProvider {
    challengeMethods = challengeMethods == null ? List.of() : List.copyOf(challengeMethods);
  }

  /** The gateway's provider, told in an answer that it has signed. */
  public static OpenIdProvider of(Gateway gateway) {
    return gateway.call(
        GovRequest.query(
            "identity.configuration", ".well-known/openid-configuration", OpenIdProvider.class));
  }
}
