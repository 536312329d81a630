package io.yiwang.identity.login;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds a provider's metadata: where citizens log in, and with which keys it signs.
 *
 * @param codeChallengeMethods the PKCE methods; empty where the provider does not name them
 * @param issParameterSupported whether it adds its name ({@code iss}) when it redirects a citizen
 *     back
 * @see "OpenID Connect Discovery 1.0 section 3; RFC 8414; RFC 9207"
 */
public record OpenIdConfiguration(
    URI issuer,
    @JsonProperty("authorization_endpoint") URI authorizationEndpoint,
    @JsonProperty("token_endpoint") URI tokenEndpoint,
    @JsonProperty("jwks_uri") URI jwksUri,
    @JsonProperty("end_session_endpoint") @Nullable URI endSessionEndpoint,
    @JsonProperty("revocation_endpoint") @Nullable URI revocationEndpoint,
    @JsonProperty("code_challenge_methods_supported") @Nullable List<String> codeChallengeMethods,
    @JsonProperty("authorization_response_iss_parameter_supported")
        @Nullable Boolean issParameterSupported) {

  /** Copies the list. */
  public OpenIdConfiguration {
    codeChallengeMethods =
        codeChallengeMethods == null ? List.of() : List.copyOf(codeChallengeMethods);
  }
}
