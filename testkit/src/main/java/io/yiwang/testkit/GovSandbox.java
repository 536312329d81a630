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
 * Runs a complete IGS/1 gateway inside the process: it verifies and answers requests like a real
 * one, keeps state, and fails on demand. Thread-safe.
 *
 * <pre>{@code
 * try (GovSandbox sandbox = GovSandbox.start();
 *     GovClient gov = sandbox.clientBuilder().build()) {
 *   sandbox.faults().next("fine.confirm").answerLost();
 *   ...
 * }
 * }</pre>
 *
 * <p>People, decisions and keys are made up. The gateway listens on the loopback address unless
 * {@link Builder#host} sets another. Programs in other languages control it by an admin API over
 * HTTP: see {@code /_sandbox/api/openapi.yaml}.
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
   * Resets the gateway to its state after the start. Payments, messages, signings, tokens,
   * callbacks, faults, stubs, rotated and registered keys and changes of the catalog are gone, and
   * the clock is reset. The address, the first keys, the platform's secret and the seed stay, so
   * that clients stay usable. Get the controls and the treasury again: the objects from before show
   * the old state.
   *
   * <p>A reset is much faster than starting another sandbox. Use it between tests that share a
   * sandbox and do not run at the same time.
   */
  public void reset() {
    runtime.reset();
  }

  /** Starts a gateway with default settings on a free port. */
  public static GovSandbox start() {
    return builder().start();
  }

  /** Returns a builder of a gateway. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the base, ending in a slash: {@code http://127.0.0.1:port/igs/v1/}. */
  public URI endpoint() {
    return URI.create(setup.base() + "/");
  }

  /**
   * Returns the account name of this sandbox's clients. Every sandbox has a different one: a
   * journal's entries of one sandbox mean nothing to a later one.
   */
  public String account() {
    return world().account();
  }

  /**
   * Returns a client builder with all settings: account name, endpoint, keys, sealer and the
   * sandbox's clock. The gateway's present key is pinned.
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

  /** Returns the signature scheme of both sides. */
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

  /** Returns a verifier of the gateway's present signing key, until {@link #rotateKeys}. */
  public Verifier gatewayVerifier() {
    return world().keys().current().verifier();
  }

  /** Returns the gateway's present signing key, X.509 SubjectPublicKeyInfo in PEM. */
  public String gatewayKeyPem() {
    return Pem.ofPublic(world().keys().current().pair());
  }

  /** Returns a sealer for the gateway's present sealing key. */
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

  /** Returns the trust anchor of the certificates in {@code /keys}, in PEM. */
  public String anchorPem() {
    return setup.authority().rootPem();
  }

  /**
   * Returns the trust anchor of receipts' seals and citizens' signatures, an SM2 certificate in
   * PEM.
   */
  public String documentAnchorPem() {
    return setup.documents().rootPem();
  }

  /** Replaces the gateway's signing key; the old one stays in {@code /keys} for 7 days. */
  public void rotateKeys() {
    world().rotateKeys();
  }

  /** Removes every signing key but the present one from {@code /keys}. */
  public void withdrawOldKeys() {
    world().withdrawOldKeys();
  }

  /** Replaces the gateway's sealing key; values that are sealed for the old one open for 7 days. */
  public void rotateSealKey() {
    world().rotateSealKey();
  }

  /** Refuses values that are sealed for another key than the present one. */
  public void withdrawOldSealKeys() {
    world().withdrawOldSealKeys();
  }

  /** Returns the controls of callbacks to the platform. */
  public CallbackControls callbackControls() {
    return world().callbackControls();
  }

  /**
   * Registers one more key of the platform.
   *
   * @param publicKeyPem X.509 SubjectPublicKeyInfo
   * @throws IllegalArgumentException if it is not a key of that scheme, or the id is in use
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
   * Writes the files that a client in another process needs to a folder: the platform's private
   * key, the gateway's public keys and anchors, and {@code client.properties}, which names them and
   * has sample data.
   */
  public void writeKeys(Path folder) throws IOException {
    new ClientFiles(world()).write(folder);
  }

  /** Returns an access token of a citizen with every scope. */
  public AccessToken accessToken(Citizen citizen) {
    return accessToken(citizen, Tokens.ALL_SCOPES.toArray(String[]::new));
  }

  /** Returns an access token of a citizen with only these scopes. */
  public AccessToken accessToken(Citizen citizen, String... scopes) {
    return new AccessToken(world().issueToken(citizen, Set.of(scopes)));
  }

  /** Revokes all access tokens so far; they are refused with {@code TOKEN_INVALID}. */
  public void revokeTokens() {
    world().tokens().revokeAll();
  }

  /** Returns the gateway's clock, which a test may move. */
  public SandboxClock clock() {
    return setup.clock();
  }

  /** Returns the faults that make requests fail. */
  public Faults faults() {
    return runtime.faults();
  }

  /** Returns the data that the gateway starts with: people, decisions and services. */
  public Seed seed() {
    return world().handlers().seed();
  }

  /** Returns the treasury, which knows what was really paid. */
  public Treasury treasury() {
    return world().handlers().treasury();
  }

  /** Returns the controls of penalty decisions. */
  public PenaltyControls penaltyControls() {
    return world().handlers().penaltyControls();
  }

  /** Returns the controls of citizens who sign documents. */
  public SigningControls signingControls() {
    return world().handlers().signingControls();
  }

  /** Returns the controls of the service catalog. */
  public CatalogControls catalogControls() {
    return world().handlers().catalogControls();
  }

  /** Returns the controls of citizens who log in. */
  public LoginControls loginControls() {
    return world().loginControls();
  }

  /** Returns the controls of the office that handles messages. */
  public MessageControls messageControls() {
    return world().handlers().messageControls();
  }

  /** Returns a maker of QR codes that this gateway signs, for letters, posters and screens. */
  public PrintedCodes printedCodes() {
    return world().printedCodes();
  }

  /**
   * Returns the requests that have reached the gateway so far. They are verified and opened on
   * demand.
   *
   * <pre>{@code
   * sandbox.requests().of("fine.hold").only().assertVerified().assertAnswered(201);
   * }</pre>
   */
  public RecordedRequests requests() {
    return new RecordedRequests(runtime.recorder().all());
  }

  /** Forgets the requests so far; later ones continue their numbers. */
  public void forgetRequests() {
    runtime.recorder().clear();
  }

  /**
   * Returns a WireMock at the gateway's address, for stubs of your own. It forwards other requests
   * to the gateway. After the first call of this method every request goes through it.
   */
  public WireMockServer wireMock() {
    return runtime.wireMock();
  }

  /**
   * Returns the answers by which the sandbox itself violated the OpenAPI document, as operation,
   * status, place and rule. Such an answer is replaced by a signed 500. A test should find none.
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

  /** Collects the settings of a gateway. Not thread-safe. */
  public static final class Builder {
    private final SandboxSettings settings = new SandboxSettings();

    private Builder() {}

    /** Sets the signature scheme of both sides; Ed25519 by default. */
    public Builder scheme(SandboxScheme scheme) {
      settings.scheme = scheme;
      return this;
    }

    /** Sets the seed of all random data; equal seeds give equal data; 1 by default. */
    public Builder seed(long seed) {
      settings.seed = seed;
      return this;
    }

    /**
     * Sets the number of services in the catalog; 500 by default.
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
     * Sets the port; 0, the default, takes a free one.
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
     * Sets whether the gateway uses https, with a certificate that {@link GovSandbox#clientBuilder}
     * trusts; off by default.
     */
    public Builder tls(boolean tls) {
      settings.tls = tls;
      return this;
    }

    /** Sets the clock that the gateway's own clock follows; the system's by default. */
    public Builder clock(Clock clock) {
      settings.clock = clock;
      return this;
    }

    /**
     * Sets the address to listen on; 127.0.0.1 by default. On other than loopback addresses the
     * admin API is off unless there is an {@link #adminToken}.
     */
    public Builder host(String address) {
      settings.host = address;
      return this;
    }

    /**
     * Sets the URL by which clients reach the gateway if it differs from the one it listens on,
     * such as {@code https://gateway:8443}.
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
     * Sets the certificate for https.
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
     * Sets the folder that keeps the keys of both sides, so that clients know a gateway that is
     * started again. Keys that are missing are made. By default keys last as long as the process.
     */
    public Builder keys(Path folder) {
      settings.keys = folder;
      return this;
    }

    /**
     * Sets the file that keeps payments, messages and other state, so that a gateway that is
     * started again continues from it; a {@link GovSandbox#reset} empties it. Set {@link #keys} as
     * well, or clients do not trust the gateway after a restart. The file does not keep citizens'
     * logins, waiting faults and changes by the Java controls.
     */
    public Builder state(Path file) {
      settings.state = file;
      return this;
    }

    /**
     * Sets the token that every call of the admin API must bear.
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

    /** Sets the URL that callbacks are delivered to as events happen. */
    public Builder callbackUrl(URI url) {
      settings.callbackUrl = url;
      return this;
    }

    /** Adds a redirect URI of the platform's login. */
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
