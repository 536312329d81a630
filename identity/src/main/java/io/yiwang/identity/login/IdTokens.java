package io.yiwang.identity.login;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.crypto.factories.DefaultJWSVerifierFactory;
import com.nimbusds.jose.crypto.impl.BaseJWSProvider;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import com.nimbusds.openid.connect.sdk.validators.IDTokenClaimsVerifier;
import io.yiwang.identity.login.LoginException.Reason;
import io.yiwang.value.AccessToken;
import io.yiwang.value.Confidential;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies id tokens: the signature by one of the provider's keys, issuer, audience, times, nonce
 * and the hash of the access token.
 *
 * @see "OpenID Connect Core 1.0 section 3.1.3.7"
 */
final class IdTokens {
  private static final Logger log = LoggerFactory.getLogger(IdTokens.class);
  private static final JWSAlgorithm EDDSA = JWSAlgorithm.EdDSA;
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.ES256, JWSAlgorithm.RS256, JWSAlgorithm.PS256, EDDSA);

  /** The largest difference that is allowed between the provider's clock and ours. */
  static final Duration SKEW = Duration.ofMinutes(1);

  private static final Duration KEY_FETCH_INTERVAL = Duration.ofSeconds(10);
  private static final Duration KEYS_KEPT = Duration.ofHours(1);

  private final Issuer issuer;
  private final ClientID client;
  private final JWKSource<SecurityContext> keys;

  /** Holds the tokens that were issued together with an id token. */
  record Issued(AccessToken token, Instant expiresAt, @Nullable Confidential refreshToken) {
    /** Returns these tokens, with the previous refresh token if no new one was issued. */
    Issued orRefreshToken(@Nullable Confidential previous) {
      return refreshToken == null ? new Issued(token, expiresAt, previous) : this;
    }

    @Override
    public String toString() {
      return "Issued[" + expiresAt + "]";
    }
  }

  IdTokens(OpenIdConfiguration provider, String client, LoginHttp http) {
    issuer = new Issuer(provider.issuer());
    this.client = new ClientID(client);
    keys =
        JWKSourceBuilder.create(url(provider.jwksUri()), url -> fetched(http, url))
            .cache(KEYS_KEPT.toMillis(), Duration.ofSeconds(15).toMillis())
            .refreshAheadCache(false)
            .retrying(true)
            .rateLimited(KEY_FETCH_INTERVAL.toMillis())
            .build();
  }

  private static URL url(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException("jwks_uri must be an https URL", e);
    }
  }

  private static Resource fetched(LoginHttp http, URL url) throws IOException {
    HttpResponse<byte[]> answer = http.get(URI.create(url.toString()));
    if (answer.statusCode() != 200) {
      throw new IOException("the provider's keys cannot be fetched, " + answer.statusCode());
    }
    ReadableKeys read = ReadableKeys.of(new String(answer.body(), UTF_8));
    if (read.skipped() > 0) {
      log.warn(
          "{} of {} keys of the login provider cannot be read and were skipped",
          read.skipped(),
          read.skipped() + read.keys().size());
    }
    return new Resource(new JWKSet(read.keys()).toString(), "application/json");
  }

  /**
   * Verifies an id token and returns the session that it describes.
   *
   * @param nonce the one that the token must contain; null for a token from a refresh
   */
  CitizenSession session(
      JWT idToken,
      @Nullable Nonce nonce,
      com.nimbusds.oauth2.sdk.token.AccessToken token,
      Issued issued) {
    JWTClaimsSet claims = verified(idToken, nonce);
    try {
      checkAuthorizedParty(claims);
      checkAccessTokenHash(idToken, claims, token);
      Date loggedIn = claims.getDateClaim("auth_time");
      String name = claims.getStringClaim("name");
      String acr = claims.getStringClaim("acr");
      return new CitizenSession(
          claims.getSubject(),
          name == null || name.isEmpty() ? null : Confidential.of(name),
          claims.getStringClaim("id_type"),
          claims.getStringClaim("region"),
          acr == null ? "" : acr,
          loggedIn == null ? null : loggedIn.toInstant(),
          issued.token(),
          issued.expiresAt(),
          issued.refreshToken(),
          Confidential.of(idToken.getParsedString()));
    } catch (java.text.ParseException | IllegalArgumentException e) {
      throw new LoginException(Reason.FORGED, "a claim of the id token has the wrong type");
    }
  }

  private JWTClaimsSet verified(JWT idToken, @Nullable Nonce nonce) {
    JWTClaimsSet claims = processed(idToken, nonce);
    Date begins = claims.getNotBeforeTime();
    // The library checks exp by this clock too.
    if (begins != null && begins.toInstant().isAfter(Instant.now().plus(SKEW))) {
      throw new LoginException(Reason.FORGED, "the id token is not valid yet (nbf)");
    }
    if (claims.getSubject().isBlank()) {
      throw new LoginException(Reason.FORGED, "the id token names no citizen (sub)");
    }
    return claims;
  }

  private JWTClaimsSet processed(JWT idToken, @Nullable Nonce nonce) {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(this::candidates);
    processor.setJWSVerifierFactory(new Verifiers());
    IDTokenClaimsVerifier claims =
        new IDTokenClaimsVerifier(issuer, client, nonce, Math.toIntExact(SKEW.toSeconds()));
    processor.setJWTClaimsSetVerifier(claims::verify);
    try {
      return processor.process(idToken, null);
    } catch (BadJOSEException e) {
      throw new LoginException(Reason.FORGED, "the id token is not valid");
    } catch (KeySourceException e) {
      throw new LoginException(Reason.UNAVAILABLE, "the provider's keys cannot be fetched");
    } catch (JOSEException e) {
      throw new LoginException(Reason.FORGED, "the id token cannot be verified");
    }
  }

  /**
   * Checks that the token was issued to this platform, and not to another one that shares it
   * (section 3.1.3.7, points 3 to 5).
   */
  private void checkAuthorizedParty(JWTClaimsSet claims) throws java.text.ParseException {
    String party = claims.getStringClaim("azp");
    if (party == null ? claims.getAudience().size() > 1 : !party.equals(client.getValue())) {
      throw new LoginException(Reason.FORGED, "the id token was issued to another platform (azp)");
    }
  }

  /** Checks the access token's hash where there is one (OpenID Connect Core section 3.1.3.8). */
  private static void checkAccessTokenHash(
      JWT idToken, JWTClaimsSet claims, com.nimbusds.oauth2.sdk.token.AccessToken token)
      throws java.text.ParseException {
    String hash = claims.getStringClaim("at_hash");
    if (hash == null) {
      return;
    }
    JWSAlgorithm algorithm = (JWSAlgorithm) idToken.getHeader().getAlgorithm();
    Curve curve = algorithm.equals(EDDSA) ? Curve.Ed25519 : null;
    if (!new AccessTokenHash(hash).equals(AccessTokenHash.compute(token, algorithm, curve))) {
      throw new LoginException(Reason.FORGED, "the access token is not the id token's (at_hash)");
    }
  }

  private List<Key> candidates(JWSHeader header, @Nullable SecurityContext context)
      throws KeySourceException {
    List<Key> candidates = new ArrayList<>();
    if (!ALGORITHMS.contains(header.getAlgorithm())) {
      return candidates;
    }
    for (JWK jwk : keys.get(new JWKSelector(JWKMatcher.forJWSHeader(header)), context)) {
      try {
        candidates.add(ReadableKeys.publicKey(jwk));
      } catch (JOSEException | GeneralSecurityException e) {
        throw new KeySourceException("a key of the provider's cannot be read", e);
      }
    }
    return candidates;
  }

  private static final class Verifiers extends DefaultJWSVerifierFactory {
    @Override
    public JWSVerifier createJWSVerifier(JWSHeader header, Key key) throws JOSEException {
      return header.getAlgorithm().equals(EDDSA)
          ? new Ed25519((PublicKey) key)
          : super.createJWSVerifier(header, key);
    }
  }

  private static final class Ed25519 extends BaseJWSProvider implements JWSVerifier {
    private final PublicKey key;

    Ed25519(PublicKey key) {
      super(Set.of(EDDSA));
      this.key = key;
    }

    @Override
    public boolean verify(JWSHeader header, byte[] signed, Base64URL signature)
        throws JOSEException {
      byte[] bytes = signature.decode();
      boolean hasCritical =
          header.getCriticalParams() != null && !header.getCriticalParams().isEmpty();
      // The JDK ignores zeros after a signature.
      if (bytes.length != 64 || hasCritical) {
        return false;
      }
      try {
        Signature engine = Signature.getInstance("Ed25519");
        engine.initVerify(key);
        engine.update(signed);
        return engine.verify(bytes);
      } catch (GeneralSecurityException e) {
        // The bytes do not have the form of a signature.
        return false;
      }
    }
  }
}
