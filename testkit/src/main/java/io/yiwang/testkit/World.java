package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.signing.Signer;
import java.net.URI;
import java.net.URLEncoder;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One life of a gateway: the state that its requests change, from the start to the next reset. */
final class World implements AutoCloseable {
  /**
   * The setup that all lives share.
   *
   * @param base the address of the gateway, without a slash at its end
   * @param documents the authority of keys that seal receipts and sign documents
   * @param clientToken the access token of the first citizen, which clients' files name
   * @param tlsAnchor the certificate that clients must trust for TLS; absent for plain HTTP
   */
  record Setup(
      String prefix,
      URI base,
      SandboxScheme scheme,
      long seed,
      int services,
      SandboxClock clock,
      SandboxKey platform,
      CertificateAuthority authority,
      CertificateAuthority documents,
      CmsSealer seals,
      KeySource source,
      String loginSecret,
      String clientToken,
      @Nullable URI callbackUrl,
      List<URI> redirectUris,
      @Nullable String tlsAnchor) {}

  /** Logs the changes in a life, so that a restart can repeat them. */
  interface ChangeLog {
    /** Returns a handler that logs a request and then calls the given one. */
    Routes.Handler logging(
        Received request,
        Operation operation,
        VirtualScheduler scheduler,
        SandboxClock clock,
        Routes.Handler handler);

    /** Logs that an event was acknowledged. */
    void acknowledged(Instant now, String eventId);
  }

  private final Setup setup;
  private final String life;
  private final GatewayKeys keys;
  private final RequestVerifier verifier;
  private final RecordedRequest.Keys recordKeys;
  private final Tokens tokens = new Tokens();
  private final Handlers handlers;
  private final GatewayAddress address = new Address();
  private final CallbackControls callbackControls;
  private final LoginControls loginControls;
  private final GatewayEngine engine;
  private final OpenIdServer openId;

  /**
   * Starts a new life.
   *
   * @param life the name of the life, which no other has
   */
  World(Setup setup, String life, @Nullable ChangeLog changeLog) {
    this.setup = setup;
    this.life = life;
    keys = new GatewayKeys(setup.scheme(), setup.clock(), setup.authority(), setup.source());
    verifier =
        new RequestVerifier(
            Events.PLATFORM, setup.base().resolve(SandboxPages.INTERFACE).toString());
    verifier
        .keys()
        .register(setup.platform().keyId(), setup.scheme(), setup.platform().pair().getPublic());
    recordKeys = new RecordedRequest.Keys(verifier, keys::anySealing);
    handlers =
        new Handlers(
            new SandboxContext(
                setup.clock(), setup.seed(), setup.services(), setup.seals(), address));
    callbackControls = handlers.callbackControls(() -> keys.current().signer());
    RouteTable routes = new RouteTable();
    handlers.all().forEach(each -> each.register(routes));
    engine =
        new GatewayEngine(
            new GatewayEngine.Parts(
                setup.prefix(),
                setup.clock(),
                keys,
                verifier,
                tokens,
                routes,
                setup.base(),
                changeLog == null
                    ? GatewayEngine.HandlerDecorator.NONE
                    : (request, operation, handler) ->
                        changeLog.logging(
                            request, operation, handlers.scheduler(), setup.clock(), handler)));
    if (changeLog != null) {
      callbackControls.onAcknowledged(id -> changeLog.acknowledged(setup.clock().instant(), id));
    }
    tokens.issue(setup.clientToken(), handlers.seed().citizens().get(0), Tokens.ALL_SCOPES);
    loginControls = new LoginControls(handlers.seed().citizens().get(0), setup.loginSecret());
    setup.redirectUris().forEach(loginControls::registerRedirect);
    openId = new OpenIdServer(loginControls, tokens, setup.clock(), setup.base());
    if (setup.callbackUrl() != null) {
      callbackControls.deliverTo(setup.callbackUrl());
    }
  }

  Setup setup() {
    return setup;
  }

  /** Returns the account name of the clients in this life. */
  String account() {
    return "sandbox-" + life;
  }

  GatewayKeys keys() {
    return keys;
  }

  PlatformKeys platformKeys() {
    return verifier.keys();
  }

  /** Returns the keys that verify and open the requests of this life later. */
  RecordedRequest.Keys recordKeys() {
    return recordKeys;
  }

  Tokens tokens() {
    return tokens;
  }

  Handlers handlers() {
    return handlers;
  }

  CallbackControls callbackControls() {
    return callbackControls;
  }

  LoginControls loginControls() {
    return loginControls;
  }

  GatewayEngine engine() {
    return engine;
  }

  OpenIdServer openId() {
    return openId;
  }

  PrintedCodes printedCodes() {
    return new PrintedCodes(address, setup.clock());
  }

  /** Replaces the signing key; the old one stays in {@code /keys} for 7 days. */
  void rotateKeys() {
    changeKeys(keys::rotate);
  }

  /** Removes every signing key but the present one from {@code /keys}. */
  void withdrawOldKeys() {
    changeKeys(keys::withdrawOld);
  }

  /** Replaces the sealing key; values that are sealed for the old one open for 7 days. */
  void rotateSealKey() {
    changeKeys(keys::rotateSealing);
  }

  /** Refuses values that are sealed for another key than the present one. */
  void withdrawOldSealKeys() {
    changeKeys(keys::withdrawOldSealing);
  }

  /** Changes the keys and notifies the platform. */
  private void changeKeys(Runnable change) {
    change.run();
    handlers.keysChanged(keys.list());
  }

  /** Registers one more key of the platform. */
  void registerPlatformKey(String keyId, SandboxScheme scheme, String publicKeyPem) {
    verifier.keys().register(keyId, scheme, scheme.publicKey(publicKeyPem));
  }

  /** Issues an access token, which does not expire. */
  String issueToken(Citizen citizen, Set<String> scopes) {
    return tokens.issue(citizen, scopes, Instant.MAX);
  }

  @Override
  public void close() {
    callbackControls.deliverAutomatically(false);
  }

  /** The gateway's address; QR codes are signed by the present key. */
  private final class Address implements GatewayAddress {
    @Override
    public URI base() {
      return setup.base();
    }

    @Override
    public String source() {
      return setup.base() + "#" + life;
    }

    @Override
    public String qr(String kind, String id, Instant expiry) {
      Signer signer = keys.current().signer();
      String text =
          "https://%s/q/%s/%s?x=%d&k=%s"
              .formatted(
                  setup.base().getAuthority(),
                  kind,
                  URLEncoder.encode(id, UTF_8),
                  expiry.getEpochSecond(),
                  signer.keyId());
      byte[] signature = SandboxKey.sign(signer, text);
      return text + "&s=" + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
    }
  }
}
