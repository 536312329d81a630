package io.yiwang.testkit;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Starts the parts of a sandbox and holds them: its server, its state file and the present {@link
 * World}. Thread-safe.
 */
final class SandboxRuntime implements AutoCloseable {
  static final String PLATFORM_KEY_ID = "wallet-2026";
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

  /**
   * Starts a sandbox.
   *
   * @throws IllegalArgumentException if a file of the settings cannot be used
   * @throws IllegalStateException if the port cannot be used
   */
  SandboxRuntime(SandboxSettings settings) {
    KeySource source = settings.keySource();
    // At the same time as the server starts: each takes as long the first time. Not with keys that
    // are kept: if the start is refused, none must be written.
    CompletableFuture<Void> document = CompletableFuture.runAsync(Operations::all);
    SandboxScheme scheme = settings.scheme;
    CompletableFuture<Void> platform =
        settings.keys == null
            ? CompletableFuture.runAsync(() -> source.pair(scheme, PLATFORM_KEY_ID))
            : CompletableFuture.completedFuture(null);
    clock = new SandboxClock(settings.clock);
    host = settings.host;
    Instant now = clock.instant();
    tls = settings.tlsIdentity(source);
    state = settings.stateFile(newLife(), now);
    try {
      server = new GatewayServer(host, settings.port, tls);
    } catch (RuntimeException e) {
      closeState();
      throw e;
    }
    try {
      platform.join();
      setup = setup(settings, source, now);
      document.join();
      world = createWorld();
    } catch (RuntimeException e) {
      server.stop();
      closeState();
      throw e;
    }
    AdminGuard guard = new AdminGuard(SandboxSettings.isLoopback(host), settings.adminToken);
    SandboxPages pages = new SandboxPages(setup.base(), guard, this::administer);
    dispatcher = new Dispatcher(this::world, pages, faults, recorder);
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

  private World.Setup setup(SandboxSettings settings, KeySource source, Instant now) {
    SandboxScheme scheme = settings.scheme;
    List<String> hosts = settings.hosts();
    CertificateAuthority documents =
        new CertificateAuthority("Sandbox SM2 root", true, now, source, hosts);
    CertificateAuthority authority =
        new CertificateAuthority("Sandbox root", scheme == SandboxScheme.SM2, now, source, hosts);
    CitizenSeals seals = new CitizenSeals(clock, documents, source);
    if (settings.keys != null) {
      // Kept keys are read now, so that a folder that cannot be used is reported now.
      authority.root();
      seals.certificate();
    }
    return new World.Setup(
        PREFIX,
        settings.base(server.port(), PREFIX),
        scheme,
        settings.seed,
        settings.services,
        clock,
        new SandboxKey(
            PLATFORM_KEY_ID, scheme, source.pair(scheme, PLATFORM_KEY_ID), now, Instant.MAX),
        authority,
        documents,
        seals,
        source,
        source.secret("login-secret"),
        source.secret("client-token"),
        settings.callbackUrl,
        List.copyOf(settings.redirectUris),
        tls == null ? null : tls.anchorPem());
  }

  private static String newLife() {
    return HexFormat.of().toHexDigits(new SecureRandom().nextInt());
  }

  private World createWorld() {
    StateFile kept = state;
    if (kept != null) {
      clock.freeze(kept.start());
    }
    World newWorld = new World(setup, kept == null ? newLife() : kept.life(), kept);
    clock.freeze(null);
    newWorld.callbackControls().deliverAutomatically(setup.callbackUrl() != null);
    return newWorld;
  }

  /** Repeats what a state file has, before any request is answered. */
  private void restore(StateFile kept) {
    world.callbackControls().suspend(true);
    try {
      kept.replay(world, clock, admin.get());
    } catch (RuntimeException e) {
      close();
      throw new IllegalArgumentException(kept + " cannot be repeated: " + e.getMessage(), e);
    }
    world.callbackControls().suspend(false);
  }

  /** Answers a call of the admin API, and logs it if state is kept. */
  private Answer administer(Received call) {
    return state == null
        ? admin.get().answer(call)
        : state.keep(call, world.handlers().scheduler(), clock, () -> admin.get().answer(call));
  }

  World.Setup setup() {
    return setup;
  }

  World world() {
    return world;
  }

  Faults faults() {
    return faults;
  }

  ExchangeRecorder recorder() {
    return recorder;
  }

  /** Returns the certificate for TLS; absent for plain HTTP. */
  @Nullable TlsIdentity tls() {
    return tls;
  }

  /** Replaces the world by a new one, and undoes what is kept outside of it. */
  synchronized void reset() {
    world.close();
    faults.clear();
    clock.offset(Duration.ZERO);
    if (state != null) {
      state.begin(newLife(), clock.instant());
    }
    world = createWorld();
    recorder.clear();
    if (stubs != null) {
      stubs.reset();
    }
  }

  /** Returns WireMock, through which every request goes from the first call on. */
  synchronized WireMockServer wireMock() {
    Stubs made = stubs;
    if (made == null) {
      made = new Stubs(server, handler, host, tls != null, dispatcher);
      stubs = made;
    }
    return made.wireMock();
  }

  private void closeState() {
    if (state != null) {
      state.close();
    }
  }

  @Override
  public void close() {
    world.close();
    server.stop();
    closeState();
  }
}
