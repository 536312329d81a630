package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers the endpoints that the discovery document names: plain OpenID Connect, without the
 * signatures of section 2. Thread-safe.
 *
 * @see "OpenID Connect Core 1.0; RFC 6749, 7009, 7636, 9207, 9700"
 */
final class OpenIdServer {
  private static final Duration CODE_LIFETIME = Duration.ofMinutes(1);

  private static final int MOST_CODES = 10_000;
  private static final int LONGEST_NONCE = 512;

  /** The time in which a client may repeat a refresh whose answer was lost. */
  private static final Duration REPEAT_WINDOW = Duration.ofSeconds(30);

  private static final Set<String> SCOPES = Set.of("openid", "igs:penalties", "igs:signing");

  /** The authorization that a citizen has given. */
  private static final class Grant {
    final Citizen citizen;
    final String acr;
    final Instant loggedIn;
    final Set<String> scopes;
    final String nonce;
    final URI redirect;
    final String challenge;
    final Instant until;
    boolean used;
    boolean ended;
    final Set<String> accessTokens = new HashSet<>();

    Grant(Citizen citizen, LoginControls login, AuthorizationRequest request, Instant now) {
      this.citizen = citizen;
      acr = login.acr();
      loggedIn = login.loggedIn(citizen, request.reauthenticate(), now);
      scopes = request.scopes();
      nonce = request.nonce();
      redirect = request.redirect();
      challenge = request.challenge();
      until = now.plus(CODE_LIFETIME);
    }
  }

  private record AuthorizationRequest(
      URI redirect, Set<String> scopes, String nonce, String challenge, boolean reauthenticate) {}

  private record Refresh(Grant grant, Instant usedAt, @Nullable Answer answer) {}

  /** Thrown to answer with an error code of RFC 6749 section 5.2. */
  private static final class OAuthError extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final int status;
    final String code;

    OAuthError(int status, String code) {
      super(code, null, false, false);
      this.status = status;
      this.code = code;
    }
  }

  private final LoginControls login;
  private final Tokens tokens;
  private final SandboxClock clock;
  private final String base;
  private final IdTokenWriter idTokens;
  private final ClientProof proof;

  /** The grants by code; the oldest ones are dropped, since anybody may request them. */
  private final Map<String, Grant> codes = new LinkedHashMap<>();

  private final Map<String, Refresh> refreshes = new HashMap<>();

  OpenIdServer(LoginControls login, Tokens tokens, SandboxClock clock, URI base) {
    this.login = login;
    this.tokens = tokens;
    this.clock = clock;
    this.base = base.toString();
    idTokens = new IdTokenWriter(this.base);
    proof = new ClientProof(login, this.base + "/oidc/token", this.base);
  }

  /** Returns the number of codes that are kept. */
  synchronized int waitingCodes() {
    return codes.size();
  }

  /** Returns the answer; absent if the request is not for one of these endpoints. */
  synchronized @Nullable Answer answer(Received request) {
    String prefix = URI.create(base).getPath() + "/oidc/";
    if (!request.path().startsWith(prefix)) {
      return null;
    }
    String endpoint = request.method() + " " + request.path().substring(prefix.length());
    try {
      return switch (endpoint) {
        case "GET authorize" -> authorize(Query.parameters(request.query()));
        case "POST token" -> token(request);
        case "POST revoke" -> revoke(request);
        case "GET jwks" -> Answer.json(200, idTokens.keys());
        case "GET logout" -> logout(Query.parameters(request.query()));
        default -> page(404);
      };
    } catch (OAuthError e) {
      return answer(e);
    }
  }

  private static Answer answer(OAuthError error) {
    Map<String, String> headers = new LinkedHashMap<>(Map.of("Cache-Control", "no-store"));
    if (error.status == 401) {
      headers.put("WWW-Authenticate", "Basic realm=\"login\"");
    }
    ObjectNode body = Json.object().put("error", error.code);
    return new Answer(error.status, "application/json", Json.bytes(body), headers);
  }

  /** Returns a page for the browser, which cannot be redirected to the platform. */
  private static Answer page(int status) {
    return new Answer(status, "text/plain", "无法登录".getBytes(UTF_8), Map.of());
  }

  private static String one(Map<String, List<String>> parameters, String name) {
    List<String> values = parameters.getOrDefault(name, List.of());
    return values.size() == 1 ? values.get(0) : "";
  }

  private Answer authorize(Map<String, List<String>> parameters) {
    URI redirect;
    try {
      redirect = URI.create(one(parameters, "redirect_uri"));
    } catch (IllegalArgumentException e) {
      return page(400);
    }
    if (!one(parameters, "client_id").equals(LoginControls.CLIENT_ID)
        || !login.isRegistered(redirect)) {
      return page(400);
    }
    Map<String, String> back = new LinkedHashMap<>();
    String error = error(parameters);
    if (error != null) {
      back.put("error", error);
    } else {
      String code = Nonces.next();
      codes.put(
          code, new Grant(login.citizen(), login, request(parameters, redirect), clock.instant()));
      if (codes.size() > MOST_CODES) {
        codes.remove(codes.keySet().iterator().next());
      }
      back.put("code", code);
    }
    String state = one(parameters, "state");
    if (!state.isEmpty()) {
      back.put("state", state);
    }
    back.put("iss", base);
    return redirect(redirect, back);
  }

  private @Nullable String error(Map<String, List<String>> parameters) {
    if (parameters.values().stream().anyMatch(values -> values.size() > 1)) {
      return "invalid_request";
    }
    if (!one(parameters, "response_type").equals("code")) {
      return "unsupported_response_type";
    }
    List<String> scopes = List.of(one(parameters, "scope").split(" "));
    if (!scopes.contains("openid") || !SCOPES.containsAll(scopes)) {
      return "invalid_scope";
    }
    boolean challenged =
        one(parameters, "code_challenge").matches("[A-Za-z0-9_-]{43}")
            && one(parameters, "code_challenge_method").equals("S256");
    String nonce = one(parameters, "nonce");
    if (!challenged || nonce.isEmpty() || nonce.length() > LONGEST_NONCE) {
      return "invalid_request";
    }
    return login.isRefusing() ? "access_denied" : null;
  }

  private static AuthorizationRequest request(Map<String, List<String>> parameters, URI redirect) {
    return new AuthorizationRequest(
        redirect,
        Set.of(one(parameters, "scope").split(" ")),
        one(parameters, "nonce"),
        one(parameters, "code_challenge"),
        Arrays.asList(one(parameters, "prompt").split(" ")).contains("login")
            || one(parameters, "max_age").equals("0"));
  }

  private static Answer redirect(URI place, Map<String, String> parameters) {
    StringBuilder url = new StringBuilder(place.toString());
    char mark = place.getRawQuery() == null ? '?' : '&';
    for (Map.Entry<String, String> each : parameters.entrySet()) {
      url.append(mark).append(each.getKey()).append('=');
      url.append(URLEncoder.encode(each.getValue(), UTF_8));
      mark = '&';
    }
    return new Answer(302, null, new byte[0], Map.of("Location", url.toString()));
  }

  private Answer token(Received request) {
    Map<String, List<String>> form = form(request);
    if (!proof.isValid(request, form, clock.instant())) {
      throw new OAuthError(401, "invalid_client");
    }
    return switch (one(form, "grant_type")) {
      case "authorization_code" -> byCode(form);
      case "refresh_token" -> byRefresh(one(form, "refresh_token"));
      default -> throw new OAuthError(400, "unsupported_grant_type");
    };
  }

  private static Map<String, List<String>> form(Received request) {
    String type = String.valueOf(request.header("content-type"));
    if (!type.startsWith("application/x-www-form-urlencoded")) {
      throw new OAuthError(400, "invalid_request");
    }
    return Query.parameters(new String(request.body(), UTF_8));
  }

  private Answer byCode(Map<String, List<String>> form) {
    Grant grant = codes.get(one(form, "code"));
    if (grant == null) {
      throw new OAuthError(400, "invalid_grant");
    }
    if (grant.used) {
      // The code is used twice: RFC 6749 section 4.1.2 revokes what was issued for it.
      end(grant);
      throw new OAuthError(400, "invalid_grant");
    }
    grant.used = true;
    boolean valid =
        clock.instant().isBefore(grant.until)
            && one(form, "redirect_uri").equals(grant.redirect.toString())
            && challenge(one(form, "code_verifier")).equals(grant.challenge);
    if (!valid) {
      throw new OAuthError(400, "invalid_grant");
    }
    return issue(grant, grant.nonce);
  }

  private static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private Answer byRefresh(String token) {
    Refresh refresh = refreshes.get(token);
    if (refresh == null || refresh.grant().ended) {
      throw new OAuthError(400, "invalid_grant");
    }
    Instant now = clock.instant();
    if (refresh.answer() != null) {
      if (now.isBefore(refresh.usedAt().plus(REPEAT_WINDOW))) {
        return refresh.answer();
      }
      // RFC 9700 section 4.14.2: two clients have the token, so it was stolen.
      end(refresh.grant());
      throw new OAuthError(400, "invalid_grant");
    }
    Answer answer = issue(refresh.grant(), null);
    refreshes.put(token, new Refresh(refresh.grant(), now, answer));
    return answer;
  }

  private Answer issue(Grant grant, @Nullable String nonce) {
    Instant now = clock.instant();
    String token = tokens.issue(grant.citizen, grant.scopes, now.plus(login.lifetime()));
    grant.accessTokens.add(token);
    String refresh = Nonces.next();
    refreshes.put(refresh, new Refresh(grant, now, null));
    ObjectNode body = Json.object();
    body.put("access_token", token);
    body.put("token_type", "Bearer");
    body.put("expires_in", login.lifetime().toSeconds());
    body.put("refresh_token", refresh);
    body.put("scope", String.join(" ", grant.scopes));
    body.put(
        "id_token", idTokens.write(grant.citizen, grant.acr, grant.loggedIn, nonce, token, now));
    return new Answer(
        200, "application/json", Json.bytes(body), Map.of("Cache-Control", "no-store"));
  }

  private void end(Grant grant) {
    grant.ended = true;
    grant.accessTokens.forEach(tokens::revoke);
  }

  private Answer revoke(Received request) {
    Map<String, List<String>> form = form(request);
    if (!proof.isValid(request, form, clock.instant())) {
      throw new OAuthError(401, "invalid_client");
    }
    String token = one(form, "token");
    Refresh refresh = refreshes.get(token);
    if (refresh == null) {
      tokens.revoke(token);
    } else {
      end(refresh.grant());
    }
    return new Answer(200, null, new byte[0], Map.of());
  }

  private Answer logout(Map<String, List<String>> parameters) {
    if (!idTokens.isOurs(one(parameters, "id_token_hint"))) {
      return page(400);
    }
    String place = one(parameters, "post_logout_redirect_uri");
    if (place.isEmpty()) {
      return page(200);
    }
    URI back;
    try {
      back = URI.create(place);
    } catch (IllegalArgumentException e) {
      return page(400);
    }
    String state = one(parameters, "state");
    return login.isRegistered(back)
        ? redirect(back, state.isEmpty() ? Map.of() : Map.of("state", state))
        : page(400);
  }
}
