package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTParser;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.AuthorizationGrant;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.token.RefreshToken;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.LogoutRequest;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.claims.ACR;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.value.AccessToken;
import io.yiwang.value.Confidential;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Speaks OpenID Connect by means of Nimbus's library. The network and the rules for id tokens are
 * our own.
 */
final class NimbusOpenId {
  /** The assumed lifetime of a token where the provider names none. */
  private static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);

  /** The errors of RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6 and RFC 9470. */
  private static final Set<String> KNOWN_ERRORS =
      Set.of(
          "access_denied",
          "consent_required",
          "interaction_required",
          "invalid_request",
          "invalid_scope",
          "login_required",
          "server_error",
          "temporarily_unavailable",
          "unauthorized_client",
          "unmet_authentication_requirements",
          "unsupported_response_type",
          "invalid_client",
          "invalid_grant",
          "unsupported_grant_type");

  /** Holds the parameters of an authorization request. */
  record Authorization(
      String state,
      String nonce,
      String verifier,
      Assurance wanted,
      String scope,
      boolean loginAgain) {
    @Override
    public String toString() {
      return "Authorization[" + wanted + "]";
    }
  }

  /**
   * Holds the parameters that the browser brought back.
   *
   * @param code null if the provider reported an error
   */
  record Redirect(
      @Nullable String state, @Nullable String issuer, @Nullable String code, String error) {
    @Override
    public String toString() {
      return "Redirect";
    }
  }

  private final OpenIdConfiguration provider;
  private final Registration registration;
  private final LoginHttp http;
  private final Clock clock;
  private final IdTokens idTokens;

  NimbusOpenId(
      OpenIdConfiguration provider, Registration registration, LoginHttp http, Clock clock) {
    this.provider = provider;
    this.registration = registration;
    this.http = http;
    this.clock = clock;
    idTokens = new IdTokens(provider, registration.client(), http);
  }

  OpenIdConfiguration provider() {
    return provider;
  }

  /** Returns the URL to which to send the browser. */
  URI url(Authorization authorization) {
    List<ACR> acrs = new ArrayList<>();
    for (Assurance each : Assurance.values()) {
      if (each.compareTo(authorization.wanted()) >= 0) {
        acrs.add(new ACR(each.code()));
      }
    }
    AuthenticationRequest.Builder request =
        new AuthenticationRequest.Builder(
                ResponseType.CODE,
                Scope.parse(authorization.scope()),
                new ClientID(registration.client()),
                registration.redirectUri())
            .endpointURI(provider.authorizationEndpoint())
            .state(new State(authorization.state()))
            .nonce(new Nonce(authorization.nonce()))
            .codeChallenge(new CodeVerifier(authorization.verifier()), CodeChallengeMethod.S256)
            .acrValues(acrs);
    if (authorization.loginAgain()) {
      request.prompt(Prompt.Type.LOGIN).maxAge(0);
    }
    return request.build().toURI();
  }

  /** Parses the URL that the provider redirected the browser to. */
  Redirect redirect(URI url) {
    try {
      boolean repeated =
          AuthorizationResponse.parseResponseParameters(url).values().stream()
              .anyMatch(values -> values.size() > 1);
      if (repeated) {
        throw new LoginException(Reason.NOT_THIS_LOGIN, "it has a parameter twice");
      }
      AuthorizationResponse response = AuthorizationResponse.parse(url);
      String state = response.getState() == null ? null : response.getState().getValue();
      String issuer = response.getIssuer() == null ? null : response.getIssuer().getValue();
      if (!response.indicatesSuccess()) {
        return new Redirect(state, issuer, null, name(response.toErrorResponse().getErrorObject()));
      }
      AuthorizationCode code = response.toSuccessResponse().getAuthorizationCode();
      // A token in the front channel was not requested (RFC 9700 section 2.1.2).
      if (code == null || response.toSuccessResponse().getAccessToken() != null) {
        throw new LoginException(
            Reason.NOT_THIS_LOGIN, "it does not bring a code and nothing else");
      }
      return new Redirect(state, issuer, code.getValue(), "none");
    } catch (ParseException | IllegalArgumentException e) {
      throw new LoginException(Reason.NOT_THIS_LOGIN, "it is not an answer to a login");
    }
  }

  private static String name(@Nullable ErrorObject error) {
    String code = error == null ? null : error.getCode();
    return code != null && KNOWN_ERRORS.contains(code) ? code : "an error that is not standard";
  }

  /** Exchanges a code for tokens. */
  CitizenSession exchange(String code, PendingLogin pending) {
    OIDCTokens tokens =
        tokens(
            new AuthorizationCodeGrant(
                new AuthorizationCode(code),
                registration.redirectUri(),
                new CodeVerifier(pending.verifier())));
    if (tokens.getIDToken() == null) {
      throw new LoginException(Reason.FORGED, "there is no id token");
    }
    return idTokens.session(
        tokens.getIDToken(), new Nonce(pending.nonce()), tokens.getAccessToken(), issued(tokens));
  }

  /** Exchanges a refresh token for new tokens; tries once more if there is no answer. */
  CitizenSession refresh(CitizenSession session) {
    Confidential refresh = session.refreshToken();
    AuthorizationGrant grant =
        new RefreshTokenGrant(new RefreshToken(refresh == null ? "" : refresh.reveal()));
    OIDCTokens tokens;
    try {
      tokens = tokens(grant);
    } catch (LoginException e) {
      if (!e.reason().equals(Reason.UNAVAILABLE)) {
        throw e;
      }
      // The provider may have used the token up; an immediate retry is usually still accepted.
      tokens = tokens(grant);
    }
    IdTokens.Issued issued = issued(tokens).orRefreshToken(refresh);
    return tokens.getIDToken() == null
        ? session.renewed(issued.token(), issued.expiresAt(), issued.refreshToken())
        // OpenID Connect Core section 12.2: there should be no nonce.
        : idTokens.session(tokens.getIDToken(), null, tokens.getAccessToken(), issued);
  }

  private IdTokens.Issued issued(OIDCTokens tokens) {
    Instant now = clock.instant();
    long lifetime = tokens.getAccessToken().getLifetime();
    RefreshToken refresh = tokens.getRefreshToken();
    try {
      return new IdTokens.Issued(
          new AccessToken(tokens.getAccessToken().getValue()),
          now.plus(lifetime > 0 ? Duration.ofSeconds(lifetime) : DEFAULT_LIFETIME),
          refresh == null ? null : Confidential.of(refresh.getValue()));
    } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
      throw new LoginException(Reason.UNAVAILABLE, "the provider's tokens have an unknown form");
    }
  }

  private OIDCTokens tokens(AuthorizationGrant grant) {
    HTTPResponse answer =
        post(
            new TokenRequest.Builder(provider.tokenEndpoint(), authentication(), grant)
                .build()
                .toHTTPRequest());
    TokenResponse response;
    try {
      response = OIDCTokenResponseParser.parse(answer);
    } catch (ParseException | IllegalArgumentException e) {
      throw new LoginException(
          Reason.UNAVAILABLE,
          "the token endpoint's answer cannot be read, " + answer.getStatusCode());
    }
    if (response instanceof TokenErrorResponse error) {
      throw refused(error.getErrorObject(), answer.getStatusCode());
    }
    OIDCTokens tokens = ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens();
    if (!"Bearer".equalsIgnoreCase(tokens.getAccessToken().getType().getValue())) {
      throw new LoginException(Reason.REFUSED, "the type of the token is not Bearer");
    }
    return tokens;
  }

  private static LoginException refused(@Nullable ErrorObject error, int status) {
    Reason reason =
        status >= 500 || error == null || error.getCode() == null
            ? Reason.UNAVAILABLE
            : OAuth2Error.INVALID_GRANT.equals(error) ? Reason.LOGIN_AGAIN : Reason.REFUSED;
    return new LoginException(reason, name(error) + " from the token endpoint, " + status);
  }

  /** Authenticates the client again for each request: a signed assertion works only once. */
  private ClientAuthentication authentication() {
    ClientID client = new ClientID(registration.client());
    PrivateKey key = registration.key();
    if (key == null) {
      return new ClientSecretBasic(client, new Secret(String.valueOf(registration.secret())));
    }
    try {
      return new PrivateKeyJWT(
          client,
          provider.tokenEndpoint(),
          key.getAlgorithm().equals("RSA") ? JWSAlgorithm.PS256 : JWSAlgorithm.ES256,
          key,
          registration.keyId(),
          null);
    } catch (JOSEException e) {
      throw new LoginException(Reason.REFUSED, "the platform's key cannot sign");
    }
  }

  private HTTPResponse post(HTTPRequest request) {
    HttpRequest.Builder built =
        HttpRequest.newBuilder(request.getURI())
            .POST(HttpRequest.BodyPublishers.ofString(String.valueOf(request.getBody()), UTF_8));
    request
        .getHeaderMap()
        .forEach((name, values) -> values.forEach(value -> built.setHeader(name, value)));
    HttpResponse<byte[]> answer = http.send(built);
    HTTPResponse read = new HTTPResponse(answer.statusCode());
    answer
        .headers()
        .firstValue("content-type")
        .ifPresent(type -> read.setHeader("Content-Type", new String[] {type}));
    read.setBody(new String(answer.body(), UTF_8));
    return read;
  }

  /** Revokes a session's tokens; does nothing where the provider has no endpoint for it. */
  void revoke(CitizenSession session) {
    URI endpoint = provider.revocationEndpoint();
    Confidential refresh = session.refreshToken();
    if (endpoint != null) {
      // Revoking a refresh token revokes its access tokens too (RFC 7009 section 2.1).
      post(
          new TokenRevocationRequest(
                  endpoint,
                  authentication(),
                  refresh == null
                      ? new BearerAccessToken(session.token().value())
                      : new RefreshToken(refresh.reveal()))
              .toHTTPRequest());
    }
  }

  /** Returns the URL to which to send the browser to log out. */
  URI logout(CitizenSession session, @Nullable URI back, String state) {
    try {
      JWT hint = JWTParser.parse(session.idToken().reveal());
      return new LogoutRequest(
              provider.endSessionEndpoint(),
              hint,
              back,
              // OpenID Connect RP-Initiated Logout section 2: only with a place to return to.
              back == null ? null : new State(state))
          .toURI();
    } catch (java.text.ParseException e) {
      throw new LoginException(Reason.FORGED, "the session's id token is not an id token");
    }
  }
}
