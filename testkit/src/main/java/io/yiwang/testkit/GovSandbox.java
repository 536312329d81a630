package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.github.tomakehurst.wiremock.standalone.MappingsSource;
import com.github.tomakehurst.wiremock.stubbing.StubMapping;
import com.github.tomakehurst.wiremock.stubbing.StubMappings;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import io.yiwang.value.AccessToken;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A whole IGS/1 gateway in the process: it checks and answers like a real one, keeps its state, and
 * goes wrong on demand. Thread-safe.
 *
 * <pre>{@code
 * try (GovSandbox sandbox = GovSandbox.start();
 *     GovClient gov = sandbox.clientBuilder().build()) {
 *   sandbox.faults().next("fine.confirm").answerLost();
 *   ...
 * }
 * }</pre>
 *
 * <p>People, decisions and keys are made up. It listens on this machine alone.
 */
public final class GovSandbox implements AutoCloseable {
  /** The id of the platform's key, the only one registered unless a test registers more. */
  public static final String PLATFORM_KEY_ID = "wallet-2026";

  /** The platform's name, which the gateway's callbacks bear. */
  public static final String PLATFORM = "wallet";

  private static final String PREFIX = "/igs/v1";

  /** Its own alone, so that one started again, perhaps at the same address, is another gateway. */
  private final String life = HexFormat.of().toHexDigits(new SecureRandom().nextInt());

  private final SandboxClock clock;
  private final SandboxScheme scheme;
  private final SandboxKey platform;
  private final CertificateAuthority authority;
  private final CertificateAuthority documentAuthority;
  private final GatewayKeys keys;
  private final RequestSignature signatures;
  private final Tokens tokens = new Tokens();
  private final Faults faults = new Faults();
  private final WireMockServer server;
  private final @Nullable TlsIdentity tls;
  private final GatewayEngine engine;
  private final Handlers desks;
  private final CallbackControls callbackControls;
  private final LoginControls loginControls;
  private final URI base;

  private GovSandbox(Builder builder) {
    // Beside the keys and the server: each takes as long the first time.
    CompletableFuture<Void> document = CompletableFuture.runAsync(ApiDocument::operations);
    clock = new SandboxClock(builder.clock);
    scheme = builder.scheme;
    Instant now = clock.instant();
    platform =
        new SandboxKey(
            PLATFORM_KEY_ID, scheme, KeyPool.pair(scheme, PLATFORM_KEY_ID), now, Instant.MAX);
    documentAuthority = new CertificateAuthority("Sandbox SM2 root", true, now);
    authority = new CertificateAuthority("Sandbox root", scheme == SandboxScheme.SM2, now);
    keys = new GatewayKeys(scheme, clock, authority);
    signatures = new RequestSignature(PLATFORM);
    signatures.register(platform.verifier());
    tls = builder.tls ? new TlsIdentity() : null;
    WireMockTransformer door = new WireMockTransformer(faults);
    server = new WireMockServer(configuration(builder, tls).extensions(door));
    server.start();
    int port = tls == null ? server.port() : server.httpsPort();
    base = URI.create((tls == null ? "http" : "https") + "://127.0.0.1:" + port + PREFIX);
    desks =
        new Handlers(
            new SandboxContext(
                clock,
                builder.seed,
                builder.services,
                new CitizenSeals(clock, documentAuthority),
                new Address()));
    callbackControls = desks.callbackControls(() -> keys.current().signer());
    document.join();
    RouteTable routes = new RouteTable();
    desks.all().forEach(desk -> desk.register(routes));
    engine =
        new GatewayEngine(
            new GatewayEngine.Parts(PREFIX, clock, keys, signatures, tokens, routes, base));
    loginControls = new LoginControls(desks.seed().citizens().get(0));
    OpenIdServer openId = new OpenIdServer(loginControls, tokens, clock, base);
    door.opens(engine, openId);
    server.stubFor(
        WireMock.any(WireMock.anyUrl())
            .atPriority(Integer.MAX_VALUE)
            .willReturn(WireMock.aResponse().withTransformers(WireMockTransformer.NAME)));
  }

  private static WireMockConfiguration configuration(Builder builder, @Nullable TlsIdentity tls) {
    WireMockConfiguration configuration =
        WireMockConfiguration.wireMockConfig()
            .bindAddress("127.0.0.1")
            .gzipDisabled(true)
            .mappingSource(new NoMappings())
            .disableRequestJournal()
            .stubRequestLoggingDisabled(true);
    if (tls == null) {
      return configuration.port(builder.port);
    }
    return configuration
        .httpDisabled(true)
        .httpsPort(builder.port)
        .keystoreType("PKCS12")
        .keystorePath(tls.keyStore().toString())
        .keystorePassword(TlsIdentity.PASSWORD)
        .keyManagerPassword(TlsIdentity.PASSWORD);
  }

  /**
   * Leaves alone what WireMock would read from the project that it is used in: those stubs are for
   * another server, and its templates take longer to load than the gateway.
   */
  private static final class NoMappings implements MappingsSource {
    @Override
    public void loadMappingsInto(StubMappings mappings) {}

    @Override
    public void save(List<StubMapping> mappings) {}

    @Override
    public void save(StubMapping mapping) {}

    @Override
    public void remove(UUID id) {}

    @Override
    @Deprecated
    @SuppressWarnings("removal")
    public void remove(StubMapping mapping) {}

    @Override
    public void removeAll() {}
  }

  /** What the outside sees of the gateway; QR codes are signed by the key of the moment. */
  private final class Address implements GatewayAddress {
    @Override
    public URI base() {
      return base;
    }

    @Override
    public String source() {
      return base + "#" + life;
    }

    @Override
    public String qr(String kind, String id, Instant expiry) {
      Signer signer = keys.current().signer();
      String text =
          "https://%s/q/%s/%s?x=%d&k=%s"
              .formatted(
                  base.getAuthority(),
                  kind,
                  URLEncoder.encode(id, UTF_8),
                  expiry.getEpochSecond(),
                  signer.keyId());
      try {
        byte[] signature = signer.sign(text.getBytes(UTF_8));
        return text + "&s=" + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException("a key in memory signs", e);
      }
    }
  }

  /** Starts a gateway with default settings on a free port. */
  public static GovSandbox start() {
    return builder().start();
  }

  /** Starts describing a gateway. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the base, ending in a slash: {@code http://127.0.0.1:port/igs/v1/}. */
  public URI endpoint() {
    return URI.create(base + "/");
  }

  /**
   * Returns the account name of this sandbox's clients. Every sandbox has another, as it has
   * another state: what a journal has of one that is gone, none that is started later knows
   * anything of.
   */
  public String account() {
    return "sandbox-" + life;
  }

  /**
   * Returns a client's settings, complete: account name, endpoint, keys, sealer and the sandbox's
   * clock. The gateway's key of the moment is pinned.
   */
  public GovClient.Builder clientBuilder() {
    GovClient.Builder builder =
        GovClient.builder()
            .account(account())
            .endpoint(endpoint())
            .signer(platformSigner())
            .keyRing(KeyRing.pinned(gatewayVerifier()))
            .sealer(sealer())
            .clock(clock);
    return tls == null ? builder : builder.tls(tls.sockets(), tls.trust());
  }

  /** Returns the scheme of both sides. */
  public SandboxScheme scheme() {
    return scheme;
  }

  /** Returns the platform's signer, whose key the gateway knows. */
  public Signer platformSigner() {
    return platform.signer();
  }

  /** Returns the platform's private key, PKCS#8 in PEM. */
  public String platformKeyPem() {
    return Pem.of("PRIVATE KEY", platform.pair().getPrivate().getEncoded());
  }

  /** Returns the platform's public key, X.509 SubjectPublicKeyInfo in PEM. */
  public String platformPublicKeyPem() {
    return Pem.of("PUBLIC KEY", platform.pair().getPublic().getEncoded());
  }

  /** Verifies what the gateway signs now; {@link #rotateKeys} makes it old. */
  public Verifier gatewayVerifier() {
    return keys.current().verifier();
  }

  /** Returns the gateway's present signing key, X.509 SubjectPublicKeyInfo in PEM. */
  public String gatewayKeyPem() {
    return Pem.of("PUBLIC KEY", keys.current().pair().getPublic().getEncoded());
  }

  /** Seals for the gateway. */
  public Sealer sealer() {
    return keys.sealing();
  }

  /** Returns the id of the key that {@link #sealer} seals for. */
  public String sealKeyId() {
    return keys.sealing().keyId();
  }

  /** Returns the key that {@link #sealer} seals for, X.509 SubjectPublicKeyInfo in PEM. */
  public String sealKeyPem() {
    return Pem.of("PUBLIC KEY", keys.sealing().pair().getPublic().getEncoded());
  }

  /** Returns the certificate in which the chains of {@code /keys} end. */
  public String anchorPem() {
    return authority.rootPem();
  }

  /**
   * Returns the SM2 certificate in which the chains of receipts' seals and citizens' signatures
   * end.
   */
  public String documentAnchorPem() {
    return documentAuthority.rootPem();
  }

  /** Signs with a new key from now on; the old one stays in {@code /keys} for 7 days. */
  public void rotateKeys() {
    keys.rotate();
    desks.keysChanged(keys.list());
  }

  /** Leaves every signing key before the present one out of {@code /keys} from now on. */
  public void withdrawOldKeys() {
    keys.withdrawOld();
    desks.keysChanged(keys.list());
  }

  /** Offers a new sealing key from now on; what is sealed for the old one opens for 7 days. */
  public void rotateSealKey() {
    keys.rotateSealing();
    desks.keysChanged(keys.list());
  }

  /** Opens nothing any more that is sealed for a key before the present one. */
  public void withdrawOldSealKeys() {
    keys.withdrawOldSealing();
    desks.keysChanged(keys.list());
  }

  /** Tells the platform what happens, when a test says so. */
  public CallbackControls callbackControls() {
    return callbackControls;
  }

  /**
   * Takes another key of the same platform from now on, beside those it takes already.
   *
   * @param publicKeyPem X.509 SubjectPublicKeyInfo
   * @throws IllegalArgumentException if it is not a key of that scheme, or the id is taken
   */
  public void registerPlatformKey(String keyId, SandboxScheme scheme, String publicKeyPem) {
    signatures.register(SandboxKey.verifier(keyId, scheme, scheme.publicKey(publicKeyPem)));
  }

  /** Refuses the platform's first key with {@code KEY_REVOKED} from now on. */
  public void revokePlatformKey() {
    revokePlatformKey(PLATFORM_KEY_ID);
  }

  /** Refuses a registered key with {@code KEY_REVOKED} from now on. */
  public void revokePlatformKey(String keyId) {
    signatures.revoke(keyId);
  }

  /**
   * Writes what a client in another process needs to a folder: the platform's private key, the
   * gateway's public keys and anchors, and {@code client.properties}, which names them and holds
   * samples to ask for.
   */
  public void writeKeys(Path folder) throws IOException {
    ClientFiles.write(this, folder);
  }

  /** Returns a token by which a citizen lets the platform act, with every scope. */
  public AccessToken accessToken(Citizen citizen) {
    return accessToken(citizen, "openid", "igs:penalties", "igs:signing");
  }

  /** Returns a token with these scopes alone. */
  public AccessToken accessToken(Citizen citizen, String... scopes) {
    return new AccessToken(tokens.issue(citizen, Set.of(scopes), Instant.MAX));
  }

  /** Makes all tokens issued so far {@code TOKEN_INVALID}. */
  public void revokeTokens() {
    tokens.revokeAll();
  }

  /** Returns the gateway's clock, which a test may move. */
  public SandboxClock clock() {
    return clock;
  }

  /** Returns what shall go wrong. */
  public Faults faults() {
    return faults;
  }

  /** Returns what the gateway knew at its start: people, decisions. */
  public Seed seed() {
    return desks.seed();
  }

  /** Returns the treasury behind the gateway. */
  public Treasury treasury() {
    return desks.treasury();
  }

  /** Returns where citizens sign. */
  public SigningControls signingControls() {
    return desks.signingControls();
  }

  /** Returns the desk that keeps the service catalog. */
  public CatalogControls catalogControls() {
    return desks.catalogControls();
  }

  /** Returns where citizens log in. */
  public LoginControls loginControls() {
    return loginControls;
  }

  /** Returns the desk that reads and answers messages. */
  public MessageControls messageControls() {
    return desks.messageControls();
  }

  /** Codes that this gateway signs, for letters, posters and screens; drawn as well. */
  public PrintedCodes printedCodes() {
    return new PrintedCodes(new Address(), clock);
  }

  /**
   * Returns the server underneath, for stubs of one's own: the gateway is its stub of last resort.
   */
  public WireMockServer wireMock() {
    return server;
  }

  /**
   * Returns where the sandbox itself broke the OpenAPI document, as operation, status, place and
   * rule. Such an answer goes out as a signed 500; a test should find none.
   */
  public List<String> contractViolations() {
    return engine.violations();
  }

  @Override
  public void close() {
    server.stop();
    if (tls != null) {
      tls.close();
    }
  }

  @Override
  public String toString() {
    return "GovSandbox[" + endpoint() + "]";
  }

  /** Collects a gateway's settings. Not thread-safe. */
  public static final class Builder {
    private SandboxScheme scheme = SandboxScheme.ED25519;
    private long seed = 1;
    private int services = 500;
    private int port;
    private boolean tls;
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /** Sets the signature scheme of both sides; Ed25519 by default. */
    public Builder scheme(SandboxScheme scheme) {
      this.scheme = scheme;
      return this;
    }

    /** Of everything made up at random: equal seeds give equal worlds; 1 by default. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets how many service items the catalog has; 500 by default.
     *
     * @throws IllegalArgumentException if negative
     */
    public Builder services(int services) {
      if (services < 0) {
        throw new IllegalArgumentException("services must be 0 or more, got " + services);
      }
      this.services = services;
      return this;
    }

    /**
     * Sets a fixed port; a free one by default, which is 0.
     *
     * @throws IllegalArgumentException unless 0 to 65535
     */
    public Builder port(int port) {
      if (port < 0 || port > 65535) {
        throw new IllegalArgumentException("port must be 0 to 65535, got " + port);
      }
      this.port = port;
      return this;
    }

    /**
     * Sets whether to speak https, under a certificate that {@link GovSandbox#clientBuilder}
     * trusts.
     */
    public Builder tls(boolean tls) {
      this.tls = tls;
      return this;
    }

    /** Sets the clock that the gateway's own starts from; the machine's by default. */
    public Builder clock(Clock clock) {
      this.clock = clock;
      return this;
    }

    /** Starts the gateway. */
    public GovSandbox start() {
      return new GovSandbox(this);
    }
  }
}
