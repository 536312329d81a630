package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLDecoder;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks how the platform authenticates at the login service: by its secret, or by a signature.
 *
 * @see "OpenID Connect Core 1.0 section 9; RFC 7523 section 3"
 */
final class ClientProof {
  private static final String JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
  private static final long LONGEST_SECONDS = 600;

  private final LoginControls login;
  private final Set<String> audiences;
  private final Set<String> seen = new HashSet<>();

  ClientProof(LoginControls login, String... audiences) {
    this.login = login;
    this.audiences = Set.of(audiences);
  }

  boolean isValid(Received request, Map<String, List<String>> form, Instant now) {
    String header = request.header("authorization");
    List<String> assertions = form.getOrDefault("client_assertion", List.of());
    if (header != null) {
      return assertions.isEmpty() && isSecret(header);
    }
    return assertions.size() == 1
        && form.getOrDefault("client_assertion_type", List.of()).equals(List.of(JWT_BEARER))
        && isSigned(assertions.get(0), now);
  }

  private boolean isSecret(String header) {
    if (!header.startsWith("Basic ")) {
      return false;
    }
    try {
      String text = new String(Base64.getDecoder().decode(header.substring(6)), UTF_8);
      String[] parts = text.split(":", 2);
      return parts.length == 2
          && URLDecoder.decode(parts[0], UTF_8).equals(LoginControls.CLIENT_ID)
          && MessageDigest.isEqual(
              URLDecoder.decode(parts[1], UTF_8).getBytes(UTF_8),
              login.clientSecret().getBytes(UTF_8));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private boolean isSigned(String assertion, Instant now) {
    String[] parts = assertion.split("\\.", -1);
    if (parts.length != 3) {
      return false;
    }
    try {
      JsonNode header = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[0]));
      JsonNode claims = Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
      PublicKey key = login.key(header.path("kid").asText());
      Signature engine = engine(header.path("alg").asText());
      if (key == null || engine == null) {
        return false;
      }
      engine.initVerify(key);
      engine.update((parts[0] + "." + parts[1]).getBytes(UTF_8));
      long remaining = claims.path("exp").asLong() - now.getEpochSecond();
      return engine.verify(Base64.getUrlDecoder().decode(parts[2]))
          && claims.path("iss").asText().equals(LoginControls.CLIENT_ID)
          && claims.path("sub").asText().equals(LoginControls.CLIENT_ID)
          && isAudience(claims.path("aud"))
          && remaining > 0
          && remaining <= LONGEST_SECONDS
          && seen.add(claims.path("jti").asText());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      return false;
    }
  }

  private static @Nullable Signature engine(String algorithm) throws GeneralSecurityException {
    if (algorithm.equals("ES256")) {
      return Signature.getInstance("SHA256withECDSAinP1363Format");
    }
    if (!algorithm.equals("PS256")) {
      return null;
    }
    Signature engine = Signature.getInstance("RSASSA-PSS");
    engine.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    return engine;
  }

  private boolean isAudience(JsonNode audience) {
    if (!audience.isArray()) {
      return audiences.contains(audience.asText());
    }
    return audience.size() == 1 && audiences.contains(audience.get(0).asText());
  }
}
