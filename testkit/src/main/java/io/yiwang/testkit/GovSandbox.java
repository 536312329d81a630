package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import io.yiwang.value.AccessToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Runs a whole IGS/1 gateway in the process: it checks and answers like a real one, keeps its
 * state, and fails on demand. Thread-safe.
 *
 * <pre>{@code
 * try (GovSandbox sandbox = GovSandbox.start();
 *     GovClient gov = sandbox.clientBuilder().build()) {
 *   sandbox.faults().next("fine.confirm").answerLost();
 *   ...
 * }
 * }</pre>
 *
 * <p>People, decisions and keys are made up. It listens on this machine alone unless {@link
 * Builder#host} says otherwise, and what is done here in Java can be done over HTTP as well: see
 * {@code /_sandbox/api/openapi.yaml}.
 */
public final class GovSandbox implements AutoCloseable {
  /** The id of the platform's key, the only one registered unless a test registers more. */
  public static final String PLATFORM_KEY_ID = "wallet-2026";

  /** The platform's name, which the gateway's callbacks bear. */
  public static final String PLATFORM = Events.PLATFORM;

  private static final String PREFIX = "/igs/v1";

  private final SandboxClock clock;
  private final Faults faults = new Faults();
  private final ExchangeRecorder recorder = new ExchangeRecorder();
  private final String host;
  private final @Nullable TlsIdentity tls;
  private final @Nullable StateFile state;
  private final World.Setup setup;
  private final Once<AdminApi> admin =
      new Once<>(() -> AdminSandbox.api(this::world, faults, recorder, this::reset));
  private final GatewayServer server;
  private final Dispatcher dispatcher;
  private final GatewayHandler handler;
  private volatile World world;
  private @Nullable Stubs stubs;

  private GovSandbox(Builder builder) {
    KeySource source = builder.keys == null ? KeySource.MADE_UP : new KeyFolder(builder.keys);
    // Beside the server: each takes as long the first time. Not keys that are kept: where the start
    // is refused, nothing must be written any more.
    CompletableFuture<Void> document = CompletableFuture.runAsync(Operations::all);
    CompletableFuture<Void> platform =
        builder.keys == null
            ? CompletableFuture.runAsync(() -> source.pair(builder.scheme, PLATFORM_KEY_ID))
            : CompletableFuture.completedFuture(null);
    clock = new SandboxClock(builder.clock);
    host = builder.host;
    Instant now = clock.instant();
    tls = builder.tls(source);
    state = builder.state(now);
    try {
      server = new GatewayServer(host, builder.port, tls);
    } catch (RuntimeException e) {
      closeState();
      throw e;
    }
    try {
      platform.join();
      setup = setup(builder, source, now);
      document.join();
      world = newWorld();
    } catch (RuntimeException e) {
      server.stop();
      closeState();
      throw e;
    }
    AdminGuard guard = new AdminGuard(isLoopback(host), builder.adminToken);
    dispatcher =
        new Dispatcher(
            this::world, new SandboxPages(setup.base(), guard, this::administer), faults, recorder);
    handler = new GatewayHandler(dispatcher);
    if (state != null) {
      restore(state);
    }
    try {
      server.start(handler);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private World.Setup setup(Builder builder, KeySource source, Instant now) {
    SandboxScheme scheme = builder.scheme;
    List<String> hosts = builder.hosts();
    CertificateAuthority documents =
        new CertificateAuthority("Sandbox SM2 root", true, now, source, hosts);
    CertificateAuthority authority =
        new CertificateAuthority("Sandbox root", scheme == SandboxScheme.SM2, now, source, hosts);
    CitizenSeals seals = new CitizenSeals(clock, documents, source);
    if (builder.keys != null) {
      // Kept keys are read now, so that a folder that cannot be used is named now.
      authority.root();
      seals.certificate();
    }
    return new World.Setup(
        PREFIX,
        builder.base(tls != null, server.port(), PREFIX),
        scheme,
        builder.seed,
        builder.services,
        clock,
        new SandboxKey(
            PLATFORM_KEY_ID, scheme, source.pair(scheme, PLATFORM_KEY_ID), now, Instant.MAX),
        authority,
        documents,
        seals,
        source,
        source.secret("login-secret"),
        source.secret("client-token"),
        builder.callbackUrl,
        List.copyOf(builder.redirectUris),
        tls == null ? null : tls.anchorPem());
  }

  private static String newLife() {
    return HexFormat.of().toHexDigits(new SecureRandom().nextInt());
  }

  private World newWorld() {
    StateFile kept = state;
    if (kept != null) {
      clock.freeze(kept.start());
    }
    World made = new World(setup, kept == null ? newLife() : kept.life(), kept);
    clock.freeze(null);
    made.callbackControls().deliverAutomatically(setup.callbackUrl() != null);
    return made;
  }

  /** Does again what a state file has, before anybody is answered. */
  private void restore(StateFile kept) {
    world.callbackControls().suspend(true);
    try {
      kept.replay(world, clock, admin.get());
    } catch (RuntimeException e) {
      close();
      throw new IllegalArgumentException(kept + " cannot be done again: " + e.getMessage(), e);
    }
    world.callbackControls().suspend(false);
  }

  /** Answers a call of the admin API, keeping it where state is kept. */
  private Answer administer(Received call) {
    return state == null
        ? admin.get().answer(call)
        : state.keep(call, world.handlers().scheduler(), clock, () -> admin.get().answer(call));
  }

  World world() {
    return world;
  }

  private void closeState() {
    if (state != null) {
      state.close();
    }
  }

  /** Returns whether an address is of this machine alone. */
  static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]+){3}");
  }

  /**
   * Puts everything back to the start: payments, messages, signings, tokens, callbacks, faults,
   * stubs, the clock, rotated and registered keys and changes of the catalog are gone. The address,
   * the first keys, the platform's secret and the seed stay, so that clients stay good. Controls
   * and the treasury must be asked for again; those from before speak of what is gone.
   *
   * <p>It costs much less than another sandbox. Use it between tests that share one and do not run
   * at the same time.
   */
  public synchronized void reset() {
    world.close();
    faults.clear();
    clock.offset(Duration.ZERO);
    if (state != null) {
      state.begin(newLife(), clock.instant());
    }
    world = newWorld();
    recorder.clear();
    if (stubs != null) {
      stubs.reset();
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
    return URI.create(setup.base() + "/");
  }

  /**
   * Returns the account name of this sandbox's clients. Every sandbox has another, as it has
   * another state: what a journal has of one that is gone, none that is started later knows
   * anything of.
   */
  public String account() {
    return world.account();
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
    return setup.scheme();
  }

  /** Returns the platform's signer, whose key the gateway knows. */
  public Signer platformSigner() {
    return setup.platform().signer();
  }

  /** Returns the platform's private key, PKCS#8 in PEM. */
  public String platformKeyPem() {
    return Pem.ofPrivate(setup.platform().pair());
  }

  /** Returns the platform's public key, X.509 SubjectPublicKeyInfo in PEM. */
  public String platformPublicKeyPem() {
    return Pem.ofPublic(setup.platform().pair());
  }

  /** Verifies what the gateway signs now; {@link #rotateKeys} makes it old. */
  public Verifier gatewayVerifier() {
    return world.keys().current().verifier();
  }

  /** Returns the gateway's present signing key, X.509 SubjectPublicKeyInfo in PEM. */
  public String gatewayKeyPem() {
    return Pem.ofPublic(world.keys().current().pair());
  }

  /** Seals for the gateway. */
  public Sealer sealer() {
    return world.keys().sealing();
  }

  /** Returns the id of the key that {@link #sealer} seals for. */
  public String sealKeyId() {
    return world.keys().sealing().keyId();
  }

  /** Returns the key that {@link #sealer} seals for, X.509 SubjectPublicKeyInfo in PEM. */
  public String sealKeyPem() {
    return Pem.ofPublic(world.keys().sealing().pair());
  }

  /** Returns the certificate in which the chains of {@code /keys} end. */
  public String anchorPem() {
    return setup.authority().rootPem();
  }

  /**
   * Returns the SM2 certificate in which the chains of receipts' seals and citizens' signatures
   * end.
   */
  public String documentAnchorPem() {
    return setup.documents().rootPem();
  }

  /** Signs with a new key from now on; the old one stays in {@code /keys} for 7 days. */
  public void rotateKeys() {
    world.rotateKeys();
  }

  /** Leaves every signing key before the present one out of {@code /keys} from now on. */
  public void withdrawOldKeys() {
    world.withdrawOldKeys();
  }

  /** Offers a new sealing key from now on; what is sealed for the old one opens for 7 days. */
  public void rotateSealKey() {
    world.rotateSealKey();
  }

  /** Opens nothing any more that is sealed for a key before the present one. */
  public void withdrawOldSealKeys() {
    world.withdrawOldSealKeys();
  }

  /** Tells the platform what happens, when a test says so. */
  public CallbackControls callbackControls() {
    return world.callbackControls();
  }

  /**
   * Takes another key of the same platform from now on, beside those it takes already.
   *
   * @param publicKeyPem X.509 SubjectPublicKeyInfo
   * @throws IllegalArgumentException if it is not a key of that scheme, or the id is taken
   */
  public void registerPlatformKey(String keyId, SandboxScheme scheme, String publicKeyPem) {
    world.registerPlatformKey(keyId, scheme, publicKeyPem);
  }

  /** Refuses the platform's first key with {@code KEY_REVOKED} from now on. */
  public void revokePlatformKey() {
    revokePlatformKey(PLATFORM_KEY_ID);
  }

  /** Refuses a registered key with {@code KEY_REVOKED} from now on. */
  public void revokePlatformKey(String keyId) {
    world.platformKeys().revoke(keyId);
  }

  /**
   * Writes what a client in another process needs to a folder: the platform's private key, the
   * gateway's public keys and anchors, and {@code client.properties}, which names them and holds
   * samples to ask for.
   */
  public void writeKeys(Path folder) throws IOException {
    new ClientFiles(world).write(folder);
  }

  /** Returns a token by which a citizen lets the platform act, with every scope. */
  public AccessToken accessToken(Citizen citizen) {
    return accessToken(citizen, Tokens.ALL_SCOPES.toArray(String[]::new));
  }

  /** Returns a token with these scopes alone. */
  public AccessToken accessToken(Citizen citizen, String... scopes) {
    return new AccessToken(world.issueToken(citizen, Set.of(scopes)));
  }

  /** Makes all tokens issued so far {@code TOKEN_INVALID}. */
  public void revokeTokens() {
    world.tokens().revokeAll();
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
    return world.handlers().seed();
  }

  /** Returns the treasury behind the gateway. */
  public Treasury treasury() {
    return world.handlers().treasury();
  }

  /** Returns the authorities that decide on penalties. */
  public PenaltyControls penaltyControls() {
    return world.handlers().penaltyControls();
  }

  /** Returns where citizens sign. */
  public SigningControls signingControls() {
    return world.handlers().signingControls();
  }

  /** Returns the desk that keeps the service catalog. */
  public CatalogControls catalogControls() {
    return world.handlers().catalogControls();
  }

  /** Returns where citizens log in. */
  public LoginControls loginControls() {
    return world.loginControls();
  }

  /** Returns the desk that reads and answers messages. */
  public MessageControls messageControls() {
    return world.handlers().messageControls();
  }

  /** Makes codes that this gateway signs, for letters, posters and screens; draws them as well. */
  public PrintedCodes printedCodes() {
    return world.printedCodes();
  }

  /**
   * Returns the requests that reached the sandbox so far, verified and opened on demand.
   *
   * <pre>{@code
   * sandbox.requests().of("fine.hold").only().assertVerified().assertAnswered(201);
   * }</pre>
   */
  public RecordedRequests requests() {
    return new RecordedRequests(recorder.all());
  }

  /** Forgets the requests so far; those that come are numbered on. */
  public void forgetRequests() {
    recorder.clear();
  }

  /**
   * Returns a WireMock at the same address, for stubs of one's own: the gateway is its stub of last
   * resort. From the first time it is asked for, every request goes through it.
   */
  public synchronized WireMockServer wireMock() {
    Stubs made = stubs;
    if (made == null) {
      made = new Stubs(server, handler, host, tls != null, dispatcher);
      stubs = made;
    }
    return made.wireMock();
  }

  /**
   * Returns where the sandbox itself broke the OpenAPI document, as operation, status, place and
   * rule. Such an answer goes out as a signed 500; a test should find none.
   */
  public List<String> contractViolations() {
    return world.engine().violations();
  }

  @Override
  public void close() {
    world.close();
    server.stop();
    closeState();
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
    private @Nullable Path tlsCertificate;
    private @Nullable Path tlsKey;
    private String host = "127.0.0.1";
    private @Nullable URI url;
    private @Nullable Path keys;
    private @Nullable Path state;
    private @Nullable String adminToken;
    private @Nullable URI callbackUrl;
    private final List<URI> redirectUris = new ArrayList<>();
    private Clock clock = Clock.systemUTC();

    private Builder() {}

    /** Sets the signature scheme of both sides; Ed25519 by default. */
    public Builder scheme(SandboxScheme scheme) {
      this.scheme = scheme;
      return this;
    }

    /**
     * Sets the seed of everything that is made up at random: equal seeds give equal worlds; 1 by
     * default.
     */
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

    /**
     * Sets the address to listen on; this machine alone by default, 127.0.0.1. Elsewhere the admin
     * API is off unless there is an {@link #adminToken}.
     */
    public Builder host(String address) {
      host = address;
      return this;
    }

    /**
     * Sets the address under which clients reach the gateway, where that is not the one it listens
     * on: {@code https://gateway:8443}.
     *
     * @throws IllegalArgumentException unless it is http or https, with a host and no path
     */
    public Builder url(URI address) {
      String scheme = String.valueOf(address.getScheme());
      if (!scheme.matches("https?")
          || address.getHost() == null
          || !String.valueOf(address.getPath()).matches("/?")) {
        throw new IllegalArgumentException(
            "the URL must be http or https, with a host and without a path");
      }
      url = address;
      return this;
    }

    /**
     * Speaks https under a certificate that is given.
     *
     * @param certificate a PEM file with the chain, leaf first
     * @param key a PEM file with the private key, PKCS#8
     */
    public Builder tls(Path certificate, Path key) {
      tls = true;
      tlsCertificate = certificate;
      tlsKey = key;
      return this;
    }

    /**
     * Keeps the keys of both sides in a folder, so that a gateway that is started again is known to
     * its clients. What is not there yet is made up. By default keys last as long as the process.
     */
    public Builder keys(Path folder) {
      keys = folder;
      return this;
    }

    /**
     * Keeps payments, messages and all other state in a file, and continues from there when started
     * again; a {@link GovSandbox#reset} empties it. Give {@link #keys} as well, or clients will not
     * know the gateway again. Of citizens' logins, waiting faults and what Java's controls did here
     * nothing is kept.
     */
    public Builder state(Path file) {
      state = file;
      return this;
    }

    /**
     * Sets the token that calls of the admin API must bear, wherever they come from.
     *
     * @throws IllegalArgumentException if it has fewer than 16 characters, or others than visible
     *     ASCII
     */
    public Builder adminToken(String token) {
      if (!token.matches("[!-~]{16,}")) {
        throw new IllegalArgumentException(
            "the admin token must be 16 characters of visible ASCII or more, got "
                + token.length());
      }
      adminToken = token;
      return this;
    }

    /** Delivers callbacks there as events happen, from the start and after each reset. */
    public Builder callbackUrl(URI url) {
      callbackUrl = url;
      return this;
    }

    /** Registers one more redirect URI of the platform's login. */
    public Builder redirectUri(URI uri) {
      redirectUris.add(uri);
      return this;
    }

    private @Nullable StateFile state(Instant now) {
      if (state == null) {
        return null;
      }
      ObjectNode settings = Json.object().put("scheme", scheme.algorithm());
      settings.put("seed", seed).put("services", services);
      return new StateFile(state, settings, newLife(), now);
    }

    /** Returns where clients reach it: the names and addresses of its certificates. */
    private List<String> hosts() {
      List<String> hosts = new ArrayList<>();
      if (url != null) {
        hosts.add(bare(url.getHost()));
      }
      if (isAnyAddress()) {
        hosts.add(machine());
      } else {
        hosts.add(bare(host));
      }
      return hosts;
    }

    private boolean isAnyAddress() {
      return host.equals("0.0.0.0") || host.equals("::");
    }

    private static String machine() {
      try {
        return InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException e) {
        return "localhost";
      }
    }

    private static String bare(String host) {
      return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private URI base(boolean https, int port, String prefix) {
      if (url != null) {
        String address = url.toString();
        return URI.create(
            (address.endsWith("/") ? address.substring(0, address.length() - 1) : address)
                + prefix);
      }
      String name = isAnyAddress() ? machine() : host;
      String written = name.contains(":") ? "[" + name + "]" : name;
      return URI.create((https ? "https://" : "http://") + written + ":" + port + prefix);
    }

    private @Nullable TlsIdentity tls(KeySource source) {
      if (!tls) {
        return null;
      }
      return tlsCertificate == null || tlsKey == null
          ? TlsIdentity.made(source, hosts())
          : TlsIdentity.given(tlsCertificate, tlsKey);
    }

    /** Starts the gateway. */
    public GovSandbox start() {
      return new GovSandbox(this);
    }
  }
}
