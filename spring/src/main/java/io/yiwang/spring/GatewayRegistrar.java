package io.yiwang.spring;

import io.micrometer.observation.ObservationRegistry;
import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.Worker;
import io.yiwang.callbacks.Callback;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.spring.CallbackRequestHandler;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.CatalogRefresh;
import io.yiwang.catalog.LocalCatalog;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.identity.login.OpenIdProvider;
import io.yiwang.journal.Journal;
import io.yiwang.messages.FollowerListener;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageFollower;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.messages.OutboxListener;
import io.yiwang.notices.NoticeClient;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.cashier.CashierListener;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.Recovery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.util.StringUtils;

/** Registers the beans of one gateway account, as its settings require them. */
final class GatewayRegistrar {
  /** The name of a bean that only applications with WebFlux have. */
  private static final String WEBFLUX = "webHandler";

  private final GatewayBeanRegistry beans;
  private final String prefix;
  private final YiwangProperties.GatewaySettings settings;
  private final boolean anyChannel;

  /**
   * Makes a registrar.
   *
   * @param prefix the prefix of the settings, for error messages
   * @param anyChannel whether any of the gateways has a payment channel
   */
  GatewayRegistrar(
      GatewayBeanRegistry beans,
      String prefix,
      YiwangProperties.GatewaySettings settings,
      boolean anyChannel) {
    this.beans = beans;
    this.prefix = prefix;
    this.settings = settings;
    this.anyChannel = anyChannel;
  }

  void register() {
    SettingsCheck.check(prefix, beans.name(), settings);
    if (settings.trustAnchors() != null) {
      GatewayKeys keys = new GatewayKeys(prefix, settings, new DefaultResourceLoader());
      beans.add(KeyRing.class, keys::keyRing);
    }
    if (beans.add(GovClient.class, () -> new GovClientFactory(beans, prefix, settings).client())) {
      beans.definition(GovClient.class).setPrimary(false);
      beans.definition(GovClient.class).setFallback(!beans.isPrimary());
    }
    beans.add(ObservedGateway.class, this::gateway);
    addClient(FineClient.class, FineClient::new);
    addClient(CatalogClient.class, CatalogClient::new);
    addClient(MessageClient.class, MessageClient::new);
    addClient(NoticeClient.class, NoticeClient::new);
    addClient(IdentityClient.class, IdentityClient::new);
    addClient(SigningClient.class, SigningClient::new);
    fineCashier();
    outboxAndFollower();
    localCatalog();
    if (settings.login().clientId() != null) {
      beans.add(CitizenLogin.class, this::login);
    }
    String path = settings.callbacks().path();
    if (path != null) {
      registerCallbacks(path);
    }
  }

  private void registerCallbacks(String path) {
    if (!beans.isPresent("org.springframework.web.servlet.HandlerMapping")
        || !beans.isPresent("jakarta.servlet.Servlet")
        || beans.containsNamed(WEBFLUX)) {
      throw new ConfigurationException(
          prefix + ".callbacks.path",
          "needs Spring MVC, and this application has none, so no event would be received",
          "add spring-boot-starter-web, or leave the path out and hand requests to a"
              + " CallbackReceiver yourself");
    }
    if (beans.containsNamed(path)) {
      throw new ConfigurationException(
          prefix + ".callbacks.path",
          "is taken by another gateway, or by a bean of that name",
          "give each gateway its own path");
    }
    beans.addPlain(path, CallbackRequestHandler.class, this::callbacks);
  }

  /**
   * Registers a cashier if a channel is set. If no gateway has a channel although payers can be
   * charged, the channel was forgotten, and the cashier's bean reports that.
   */
  private void fineCashier() {
    if (settings.cashier().channel() == null && anyChannel) {
      return;
    }
    if (beans.has(PayerCharge.class) && beans.has(Journal.class)) {
      if (beans.add(FineCashier.class, this::cashier) && settings.cashier().recover()) {
        recovery();
      }
    } else if (settings.cashier().channel() != null && !beans.has(FineCashier.class)) {
      needsJournal("cashier.channel");
      throw new ConfigurationException(
          prefix + ".cashier.channel",
          "needs a bean of type PayerCharge, and there is none",
          "add one that charges and refunds the payer, or leave the channel out to have no cashier");
    }
  }

  private ObservedGateway gateway() {
    GovClient client = beans.bean(GovClient.class);
    String account;
    try {
      account = client.account();
    } catch (IllegalStateException e) {
      throw new ConfigurationException(
          prefix,
          "has a GovClient of your own without an account",
          "build it with account(\"" + beans.name() + "\")",
          e);
    }
    // A mock may return null.
    Gateway named = account == null ? Gateway.of(beans.name(), client) : client;
    return new ObservedGateway(named, observations());
  }

  private ObservationRegistry observations() {
    return beans.only(ObservationRegistry.class, () -> ObservationRegistry.NOOP);
  }

  private FineCashier cashier() {
    String channel = settings.cashier().channel();
    if (channel == null) {
      throw new ConfigurationException(
          prefix + ".cashier.channel",
          "is missing",
          "set the name with which your channel is registered with the gateway");
    }
    FineCashier.Builder builder =
        FineCashier.builder()
            .gateway(beans.bean(ObservedGateway.class))
            .journal(beans.shared(Journal.class))
            .payerCharge(
                new ObservedCharge(beans.required(PayerCharge.class), beans.name(), observations()))
            .channel(channel)
            .lease(settings.cashier().lease())
            .payerTimeout(settings.cashier().payerTimeout())
            .escalateAfter(settings.cashier().escalateAfter());
    CashierListener own = beans.find(CashierListener.class);
    CashierListener listener = own == null ? CashierListener.NONE : own;
    return builder.listener(new ObservedStages(listener, beans.name(), observations())).build();
  }

  private void recovery() {
    YiwangProperties.Cashier cashier = settings.cashier();
    boolean added =
        beans.add(
            Recovery.class,
            () -> {
              Recovery.Builder builder =
                  Recovery.builder(beans.bean(FineCashier.class))
                      .every(cashier.recoverEvery())
                      .workers(cashier.workers());
              Duration kept = cashier.keepFinished();
              return (kept == null ? builder : builder.keepFinished(kept)).build();
            });
    if (added) {
      addWorker("recovery", Recovery.class);
    }
  }

  private void outboxAndFollower() {
    YiwangProperties.Messages messages = settings.messages();
    if (messages.outbox()) {
      needsJournal("messages.outbox");
      if (beans.add(MessageOutbox.class, this::outbox)) {
        addWorker("outbox", MessageOutbox.class);
      }
    }
    if (messages.follow()) {
      needsJournal("messages.follow");
      if (beans.add(MessageFollower.class, this::follower)) {
        addWorker("follower", MessageFollower.class);
      }
    }
  }

  private MessageOutbox outbox() {
    MessageOutbox.Builder builder =
        MessageOutbox.builder(beans.bean(ObservedGateway.class), beans.shared(Journal.class))
            .every(settings.messages().dispatchEvery());
    OutboxListener listener = beans.find(OutboxListener.class);
    return (listener == null ? builder : builder.listener(listener)).build();
  }

  private MessageFollower follower() {
    FollowerListener listener = beans.find(FollowerListener.class);
    if (listener == null) {
      throw new ConfigurationException(
          prefix + ".messages.follow",
          "needs a bean of type FollowerListener, and there is none",
          "add one, which is notified of the progress of messages");
    }
    return MessageFollower.builder(beans.bean(ObservedGateway.class), beans.shared(Journal.class))
        .listener(listener)
        .every(settings.messages().pollEvery())
        .build();
  }

  private void localCatalog() {
    YiwangProperties.Catalog catalog = settings.catalog();
    Path folder = catalog.folder();
    if (folder == null) {
      return;
    }
    boolean added =
        beans.add(
            LocalCatalog.class,
            () -> {
              try {
                return LocalCatalog.open(folder);
              } catch (IOException e) {
                throw new ConfigurationException(
                    prefix + ".catalog.folder",
                    "cannot be used: " + e.getMessage(),
                    "give the local catalog a folder in which the application may write",
                    e);
              }
            });
    if (added
        && beans.add(
            CatalogRefresh.class,
            () ->
                new CatalogRefresh(
                    beans.bean(LocalCatalog.class),
                    beans.bean(CatalogClient.class),
                    catalog.refreshEvery()))) {
      addWorker("catalog", CatalogRefresh.class);
    }
  }

  private CitizenLogin login() {
    YiwangProperties.Login login = settings.login();
    OpenIdProvider provider = OpenIdProvider.of(beans.bean(ObservedGateway.class));
    try {
      CitizenLogin.Builder builder = CitizenLogin.builder().provider(provider);
      if (login.clientId() != null) {
        builder.clientId(login.clientId());
      }
      if (login.clientSecret() != null) {
        builder.clientSecret(login.clientSecret());
      }
      if (login.redirectUri() != null) {
        builder.redirectUri(login.redirectUri());
      }
      return builder.build();
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new ConfigurationException(
          prefix + ".login",
          "is not complete: " + e.getMessage(),
          "set client-id, client-secret and redirect-uri under it, as they are registered",
          e);
    }
  }

  private CallbackRequestHandler callbacks() {
    Consumer<Callback> own = beans.findConsumer(Callback.class);
    MessageFollower follower =
        beans.has(MessageFollower.class) ? beans.bean(MessageFollower.class) : null;
    if (own == null && follower == null) {
      throw new ConfigurationException(
          prefix + ".callbacks.path",
          "is set, but nothing handles the events: they would be acknowledged and lost",
          "add a bean of type Consumer<Callback>, or set messages.follow");
    }
    YiwangProperties.Callbacks callbacks = settings.callbacks();
    CallbackReceiver.Builder receiver =
        CallbackReceiver.builder()
            .gateway(beans.bean(ObservedGateway.class))
            .keyRing(beans.required(KeyRing.class))
            .executor(threads(callbacks.threads()))
            .handler(handler(own, follower));
    if (callbacks.platform() != null) {
      receiver.platform(callbacks.platform());
    }
    if (beans.has(Journal.class)) {
      receiver.deduplicator(beans.shared(Journal.class).callbackDeduplicator(beans.name()));
    }
    return new CallbackRequestHandler(receiver.build());
  }

  /** Returns a handler that offers events to the follower first, and then to the application. */
  static Consumer<Callback> handler(
      @Nullable Consumer<Callback> own, @Nullable MessageFollower follower) {
    return callback -> {
      boolean followed = follower != null && follower.onCallback(callback);
      if (own != null && !followed) {
        own.accept(callback);
      }
    };
  }

  private static ThreadPoolExecutor threads(int max) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            max,
            max,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(100),
            work -> {
              Thread thread = new Thread(work, "yiwang-callbacks");
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  private void needsJournal(String property) {
    if (!beans.has(Journal.class)) {
      throw new ConfigurationException(
          prefix + "." + property,
          "needs a journal",
          "set yiwang.journal.file or yiwang.journal.data-source");
    }
  }

  private <T> void addClient(Class<T> type, Function<Gateway, T> make) {
    beans.add(type, () -> make.apply(beans.bean(ObservedGateway.class)));
  }

  /** Lets a worker run as long as the application. Its life cycle closes it, not the container. */
  private <T extends Worker> void addWorker(String kind, Class<T> type) {
    beans.definition(type).setDestroyMethodName("");
    beans.addNamed(
        beans.name() + StringUtils.capitalize(kind) + "Lifecycle",
        WorkerLifecycle.class,
        () -> new WorkerLifecycle(beans.name(), kind, beans.bean(type)));
  }
}
