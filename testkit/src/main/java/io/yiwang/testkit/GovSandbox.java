package io.yiwang.testkit;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.signing.Sealer;
import io.yiwang.signing.Signer;
import io.yiwang.signing.Verifier;
import io.yiwang.value.AccessToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Set;

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
  public static final String PLATFORM_KEY_ID = SandboxRuntime.PLATFORM_KEY_ID;

  /** The platform's name, which the gateway's callbacks bear. */
  public static final String PLATFORM = Events.PLATFORM;

  private final SandboxRuntime runtime;
  private final World.Setup setup;

  private GovSandbox(SandboxSettings settings) {
    runtime = new SandboxRuntime(settings);
    setup = runtime.setup();
  }

  World world() {
    return runtime.world();
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
  public void reset() {
    runtime.reset();
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
    return world().account();
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
            .clock(clock());
    TlsIdentity tls = runtime.tls();
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
    return world().keys().current().verifier();
  }

  /** Returns the gateway's present signing key, X.509 SubjectPublicKeyInfo in PEM. */
  public String gatewayKeyPem() {
    return Pem.ofPublic(world().keys().current().pair());
  }

  /** Seals for the gateway. */
  public Sealer sealer() {
    return world().keys().sealing();
  }

  /** Returns the id of the key that {@link #sealer} seals for. */
  public String sealKeyId() {
    return world().keys().sealing().keyId();
  }

  /** Returns the key that {@link #sealer} seals for, X.509 SubjectPublicKeyInfo in PEM. */
  public String sealKeyPem() {
    return Pem.ofPublic(world().keys().sealing().pair());
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
    world().rotateKeys();
  }

  /** Leaves every signing key before the present one out of {@code /keys} from now on. */
  public void withdrawOldKeys() {
    world().withdrawOldKeys();
  }

  /** Offers a new sealing key from now on; what is sealed for the old one opens for 7 days. */
  public void rotateSealKey() {
    world().rotateSealKey();
  }

  /** Opens nothing any more that is sealed for a key before the present one. */
  public void withdrawOldSealKeys() {
    world().withdrawOldSealKeys();
  }

  /** Tells the platform what happens, when a test says so. */
  public CallbackControls callbackControls() {
    return world().callbackControls();
  }

  /**
   * Takes another key of the same platform from now on, beside those it takes already.
   *
   * @param publicKeyPem X.509 SubjectPublicKeyInfo
   * @throws IllegalArgumentException if it is not a key of that scheme, or the id is taken
   */
  public void registerPlatformKey(String keyId, SandboxScheme scheme, String publicKeyPem) {
    world().registerPlatformKey(keyId, scheme, publicKeyPem);
  }

  /** Refuses the platform's first key with {@code KEY_REVOKED} from now on. */
  public void revokePlatformKey() {
    revokePlatformKey(PLATFORM_KEY_ID);
  }

  /** Refuses a registered key with {@code KEY_REVOKED} from now on. */
  public void revokePlatformKey(String keyId) {
    world().platformKeys().revoke(keyId);
  }

  /**
   * Writes what a client in another process needs to a folder: the platform's private key, the
   * gateway's public keys and anchors, and {@code client.properties}, which names them and holds
   * samples to ask for.
   */
  public void writeKeys(Path folder) throws IOException {
    new ClientFiles(world()).write(folder);
  }

  /** Returns a token by which a citizen lets the platform act, with every scope. */
  public AccessToken accessToken(Citizen citizen) {
    return accessToken(citizen, Tokens.ALL_SCOPES.toArray(String[]::new));
  }

  /** Returns a token with these scopes alone. */
  public AccessToken accessToken(Citizen citizen, String... scopes) {
    return new AccessToken(world().issueToken(citizen, Set.of(scopes)));
  }

  /** Makes all tokens issued so far {@code TOKEN_INVALID}. */
  public void revokeTokens() {
    world().tokens().revokeAll();
  }

  /** Returns the gateway's clock, which a test may move. */
  public SandboxClock clock() {
    return setup.clock();
  }

  /** Returns what shall go wrong. */
  public Faults faults() {
    return runtime.faults();
  }

  /** Returns what the gateway knew at its start: people, decisions. */
  public Seed seed() {
    return world().handlers().seed();
  }

  /** Returns the treasury behind the gateway. */
  public Treasury treasury() {
    return world().handlers().treasury();
  }

  /** Returns the authorities that decide on penalties. */
  public PenaltyControls penaltyControls() {
    return world().handlers().penaltyControls();
  }

  /** Returns where citizens sign. */
  public SigningControls signingControls() {
    return world().handlers().signingControls();
  }

  /** Returns the desk that keeps the service catalog. */
  public CatalogControls catalogControls() {
    return world().handlers().catalogControls();
  }

  /** Returns where citizens log in. */
  public LoginControls loginControls() {
    return world().loginControls();
  }

  /** Returns the desk that reads and answers messages. */
  public MessageControls messageControls() {
    return world().handlers().messageControls();
  }

  /** Makes codes that this gateway signs, for letters, posters and screens; draws them as well. */
  public PrintedCodes printedCodes() {
    return world().printedCodes();
  }

  /**
   * Returns the requests that reached the sandbox so far, verified and opened on demand.
   *
   * <pre>{@code
   * sandbox.requests().of("fine.hold").only().assertVerified().assertAnswered(201);
   * }</pre>
   */
  public RecordedRequests requests() {
    return new RecordedRequests(runtime.recorder().all());
  }

  /** Forgets the requests so far; those that come are numbered on. */
  public void forgetRequests() {
    runtime.recorder().clear();
  }

  /**
   * Returns a WireMock at the same address, for stubs of one's own: the gateway is its stub of last
   * resort. From the first time it is asked for, every request goes through it.
   */
  public WireMockServer wireMock() {
    return runtime.wireMock();
  }

  /**
   * Returns where the sandbox itself broke the OpenAPI document, as operation, status, place and
   * rule. Such an answer goes out as a signed 500; a test should find none.
   */
  public List<String> contractViolations() {
    return world().engine().violations();
  }

  @Override
  public void close() {
    runtime.close();
  }

  @Override
  public String toString() {
    return "GovSandbox[" + endpoint() + "]";
  }

  /** Collects a gateway's settings. Not thread-safe. */
  public static final class Builder {
    private final SandboxSettings settings = new SandboxSettings();

    private Builder() {}

    /** Sets the signature scheme of both sides; Ed25519 by default. */
    public Builder scheme(SandboxScheme scheme) {
      settings.scheme = scheme;
      return this;
    }

    /**
     * Sets the seed of everything that is made up at random: equal seeds give equal worlds; 1 by
     * default.
     */
    public Builder seed(long seed) {
      settings.seed = seed;
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
      settings.services = services;
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
      settings.port = port;
      return this;
    }

    /**
     * Sets whether to speak https, under a certificate that {@link GovSandbox#clientBuilder}
     * trusts.
     */
    public Builder tls(boolean tls) {
      settings.tls = tls;
      return this;
    }

    /** Sets the clock that the gateway's own starts from; the machine's by default. */
    public Builder clock(Clock clock) {
      settings.clock = clock;
      return this;
    }

    /**
     * Sets the address to listen on; this machine alone by default, 127.0.0.1. Elsewhere the admin
     * API is off unless there is an {@link #adminToken}.
     */
    public Builder host(String address) {
      settings.host = address;
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
      settings.url = address;
      return this;
    }

    /**
     * Speaks https under a certificate that is given.
     *
     * @param certificate a PEM file with the chain, leaf first
     * @param key a PEM file with the private key, PKCS#8
     */
    public Builder tls(Path certificate, Path key) {
      settings.tls = true;
      settings.tlsCertificate = certificate;
      settings.tlsKey = key;
      return this;
    }

    /**
     * Keeps the keys of both sides in a folder, so that a gateway that is started again is known to
     * its clients. What is not there yet is made up. By default keys last as long as the process.
     */
    public Builder keys(Path folder) {
      settings.keys = folder;
      return this;
    }

    /**
     * Keeps payments, messages and all other state in a file, and continues from there when started
     * again; a {@link GovSandbox#reset} empties it. Give {@link #keys} as well, or clients will not
     * know the gateway again. Of citizens' logins, waiting faults and what Java's controls did here
     * nothing is kept.
     */
    public Builder state(Path file) {
      settings.state = file;
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
      settings.adminToken = token;
      return this;
    }

    /** Delivers callbacks there as events happen, from the start and after each reset. */
    public Builder callbackUrl(URI url) {
      settings.callbackUrl = url;
      return this;
    }

    /** Registers one more redirect URI of the platform's login. */
    public Builder redirectUri(URI uri) {
      settings.redirectUris.add(uri);
      return this;
    }

    /** Starts the gateway. */
    public GovSandbox start() {
      return new GovSandbox(settings);
    }
  }
}
