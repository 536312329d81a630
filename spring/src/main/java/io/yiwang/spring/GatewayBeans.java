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
import io.yiwang.signing.Signer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.annotation.BeanFactoryAnnotationUtils;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Makes the beans of each gateway under {@code yiwang.gateways}: its client, its typed clients,
 * and, where the properties and the application's own beans ask for them, cashier, recovery,
 * outbox, follower, local catalog, login and callbacks.
 *
 * <p>Each bean is qualified by the gateway's name ({@code @Qualifier("zhejiang") FineClient}) and
 * named by it ({@code zhejiangFineClient}); those of the primary gateway need no qualifier. Where
 * the application has a bean of a type, none of that type is made.
 */
final class GatewayBeans implements BeanDefinitionRegistryPostProcessor {
  private static final String GATEWAYS = "yiwang.gateways";

  /** The bean that an application of WebFlux has, by Spring's own name for it. */
  private static final String WEBFLUX = "webHandler";

  private final YiwangProperties properties;

  GatewayBeans(Environment environment) {
    properties =
        Binder.get(environment).bindOrCreate("yiwang", Bindable.of(YiwangProperties.class));
  }

  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
    Set<String> names = properties.gateways().keySet();
    String primary = primary(names);
    checkJournal();
    boolean anyChannel =
        properties.gateways().values().stream().anyMatch(each -> each.cashier().channel() != null);
    for (Map.Entry<String, YiwangProperties.GatewaySettings> gateway :
        properties.gateways().entrySet()) {
      new Account(
              registry,
              (ConfigurableListableBeanFactory) registry,
              gateway.getKey(),
              gateway.getValue(),
              gateway.getKey().equals(primary),
              anyChannel)
          .register();
    }
  }

  private @Nullable String primary(Set<String> names) {
    String primary = properties.primary();
    if (primary != null && !names.contains(primary)) {
      throw new ConfigurationException(
          "yiwang.primary",
          "names no gateway of " + GATEWAYS + ", which are " + names,
          "name one of them");
    }
    return primary == null && names.size() == 1 ? names.iterator().next() : primary;
  }

  /**
   * Refuses two journals: which of them is used would be a matter of chance, and money would be
   * looked for in both.
   */
  private void checkJournal() {
    if (properties.journal().file() != null && properties.journal().dataSource()) {
      throw new ConfigurationException(
          "yiwang.journal.data-source",
          "is set beside yiwang.journal.file, and there is one journal",
          "leave one of the two out");
    }
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    // All is done when the definitions are registered.
  }

  /** Hands an event to the follower of messages, and to the application what is not its own. */
  static Consumer<Callback> handler(
      @Nullable Consumer<Callback> own, @Nullable MessageFollower follower) {
    return callback -> {
      boolean followed = follower != null && follower.onCallback(callback);
      if (own != null && !followed) {
        own.accept(callback);
      }
    };
  }

  /** One gateway account's beans. */
  private static final class Account {
    private static final Pattern PROXY =
        Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(?<port>[0-9]{1,5})");

    private final BeanDefinitionRegistry registry;
    private final ConfigurableListableBeanFactory beans;
    private final String name;
    private final String prefix;
    private final YiwangProperties.GatewaySettings settings;
    private final boolean primary;
    private final boolean anyChannel;

    Account(
        BeanDefinitionRegistry registry,
        ConfigurableListableBeanFactory beans,
        String name,
        YiwangProperties.GatewaySettings settings,
        boolean primary,
        boolean anyChannel) {
      this.registry = registry;
      this.beans = beans;
      this.name = name;
      this.prefix = GATEWAYS + "." + name;
      this.settings = settings;
      this.primary = primary;
      this.anyChannel = anyChannel;
    }

    void register() {
      SettingsCheck.check(prefix, name, settings);
      if (settings.trustAnchors() != null) {
        add(KeyRing.class, keys()::keyRing);
      }
      if (add(GovClient.class, this::client)) {
        definition(GovClient.class).setPrimary(false);
        definition(GovClient.class).setFallback(!primary);
      }
      add(ObservedGateway.class, this::gateway);
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
        add(CitizenLogin.class, this::login);
      }
      String path = settings.callbacks().path();
      if (path != null) {
        registerCallbacks(path);
      }
    }

    private void registerCallbacks(String path) {
      ClassLoader loader = beans.getBeanClassLoader();
      if (!ClassUtils.isPresent("org.springframework.web.servlet.HandlerMapping", loader)
          || !ClassUtils.isPresent("jakarta.servlet.Servlet", loader)
          || registry.containsBeanDefinition(WEBFLUX)) {
        throw new ConfigurationException(
            prefix + ".callbacks.path",
            "needs Spring MVC, and this application has none, so no event would be received",
            "add spring-boot-starter-web, or leave the path out and hand requests to a"
                + " CallbackReceiver yourself");
      }
      if (registry.containsBeanDefinition(path)) {
        throw new ConfigurationException(
            prefix + ".callbacks.path",
            "is taken by another gateway, or by a bean of that name",
            "give each gateway a path of its own");
      }
      registry.registerBeanDefinition(
          path, new RootBeanDefinition(CallbackRequestHandler.class, this::callbacks));
    }

    /**
     * Registers a cashier where a channel is set; where no gateway has one but payers can be
     * charged, it was forgotten, and the error says so.
     */
    private void fineCashier() {
      if (settings.cashier().channel() == null && anyChannel) {
        return;
      }
      if (has(PayerCharge.class) && has(Journal.class)) {
        if (add(FineCashier.class, this::cashier) && settings.cashier().recover()) {
          recovery();
        }
      } else if (settings.cashier().channel() != null && !has(FineCashier.class)) {
        needsJournal("cashier.channel");
        throw new ConfigurationException(
            prefix + ".cashier.channel",
            "needs a bean of type PayerCharge, and there is none",
            "add one, which charges the payer and pays back, or leave the channel out to have no"
                + " cashier");
      }
    }

    private GatewayKeys keys() {
      return new GatewayKeys(prefix, settings, new DefaultResourceLoader());
    }

    private GovClient client() {
      GatewayKeys keys = keys();
      GovClient.Builder builder =
          GovClient.builder()
              .account(name)
              .language(settings.speaks())
              .callTimeout(settings.callTimeout())
              .connectTimeout(settings.connectTimeout())
              .keepAlive(settings.keepAlive())
              .maxAttempts(settings.maxAttempts());
      if (settings.endpoint() != null) {
        builder.endpoint(settings.endpoint());
      }
      Signer signer = keys.hasSigner() ? keys.signer() : own(Signer.class);
      if (signer != null) {
        builder.signer(signer);
      }
      KeyRing ring = own(KeyRing.class);
      if (ring != null) {
        builder.keyRing(ring);
      }
      if (settings.proxy() != null) {
        builder.proxy(proxy(settings.proxy()));
      }
      beans
          .getBeanProvider(GovClientCustomizer.class)
          .orderedStream()
          .forEach(customizer -> customizer.customize(name, builder));
      try {
        return builder.build();
      } catch (IllegalStateException | IllegalArgumentException e) {
        throw new ConfigurationException(
            prefix,
            "is not complete: " + e.getMessage(),
            "set endpoint, key-id, private-key or key-store, and trust-anchors under it",
            e);
      }
    }

    private Proxy proxy(String hostAndPort) {
      Matcher parts = PROXY.matcher(hostAndPort);
      int port = parts.matches() ? Integer.parseInt(parts.group("port")) : 0;
      if (port < 1 || port > 0xffff) {
        // Without a cause that quotes it: there may be a password in it.
        throw new ConfigurationException(
            prefix + ".proxy",
            "is not host:port",
            "write it like proxy.example:3128, without scheme, user and password");
      }
      return new Proxy(
          Proxy.Type.HTTP, InetSocketAddress.createUnresolved(parts.group("host"), port));
    }

    private ObservedGateway gateway() {
      GovClient client = bean(GovClient.class);
      String account;
      try {
        account = client.account();
      } catch (IllegalStateException e) {
        throw new ConfigurationException(
            prefix,
            "has a GovClient of your own without an account",
            "build it with account(\"" + name + "\")",
            e);
      }
      // A mock that was not taught it has none.
      Gateway named = account == null ? Gateway.of(name, client) : client;
      return new ObservedGateway(named, observations());
    }

    private ObservationRegistry observations() {
      return beans
          .getBeanProvider(ObservationRegistry.class)
          .getIfUnique(() -> ObservationRegistry.NOOP);
    }

    private FineCashier cashier() {
      String channel = settings.cashier().channel();
      if (channel == null) {
        throw new ConfigurationException(
            prefix + ".cashier.channel",
            "is missing",
            "set the name by which the gateway knows your channel");
      }
      FineCashier.Builder builder =
          FineCashier.builder()
              .gateway(bean(ObservedGateway.class))
              .journal(beans.getBean(Journal.class))
              .payerCharge(new ObservedCharge(required(PayerCharge.class), name, observations()))
              .channel(channel)
              .lease(settings.cashier().lease())
              .payerTimeout(settings.cashier().payerTimeout())
              .escalateAfter(settings.cashier().escalateAfter());
      CashierListener own = own(CashierListener.class);
      CashierListener listener = own == null ? CashierListener.NONE : own;
      return builder.listener(new ObservedStages(listener, name, observations())).build();
    }

    private void recovery() {
      YiwangProperties.Cashier cashier = settings.cashier();
      boolean added =
          add(
              Recovery.class,
              () -> {
                Recovery.Builder builder =
                    Recovery.builder(bean(FineCashier.class))
                        .every(cashier.recoverEvery())
                        .workers(cashier.workers());
                Duration kept = cashier.keepFinished();
                return (kept == null ? builder : builder.keepFinished(kept)).build();
              });
      if (added) {
        worker("recovery", Recovery.class);
      }
    }

    private void outboxAndFollower() {
      YiwangProperties.Messages messages = settings.messages();
      if (messages.outbox()) {
        needsJournal("messages.outbox");
        if (add(MessageOutbox.class, this::outbox)) {
          worker("outbox", MessageOutbox.class);
        }
      }
      if (messages.follow()) {
        needsJournal("messages.follow");
        if (add(MessageFollower.class, this::follower)) {
          worker("follower", MessageFollower.class);
        }
      }
    }

    private MessageOutbox outbox() {
      MessageOutbox.Builder builder =
          MessageOutbox.builder(bean(ObservedGateway.class), beans.getBean(Journal.class))
              .every(settings.messages().dispatchEvery());
      OutboxListener listener = own(OutboxListener.class);
      return (listener == null ? builder : builder.listener(listener)).build();
    }

    private MessageFollower follower() {
      FollowerListener listener = own(FollowerListener.class);
      if (listener == null) {
        throw new ConfigurationException(
            prefix + ".messages.follow",
            "needs a bean of type FollowerListener, and there is none",
            "add one, which is notified of what becomes of messages");
      }
      return MessageFollower.builder(bean(ObservedGateway.class), beans.getBean(Journal.class))
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
          add(
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
          && add(
              CatalogRefresh.class,
              () ->
                  new CatalogRefresh(
                      bean(LocalCatalog.class),
                      bean(CatalogClient.class),
                      catalog.refreshEvery()))) {
        worker("catalog", CatalogRefresh.class);
      }
    }

    private CitizenLogin login() {
      YiwangProperties.Login login = settings.login();
      OpenIdProvider provider = OpenIdProvider.of(bean(ObservedGateway.class));
      try {
        CitizenLogin.Builder builder = CitizenLogin.builder().provider(provider);
        if (login.clientId() != null) {
          builder.client(login.clientId());
        }
        if (login.clientSecret() != null) {
          builder.secret(login.clientSecret());
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
      Consumer<Callback> own = consumer(Callback.class);
      MessageFollower follower = has(MessageFollower.class) ? bean(MessageFollower.class) : null;
      if (own == null && follower == null) {
        throw new ConfigurationException(
            prefix + ".callbacks.path",
            "is set, but nothing handles the events: they would be acknowledged and lost",
            "add a bean of type Consumer<Callback>, or set messages.follow");
      }
      YiwangProperties.Callbacks callbacks = settings.callbacks();
      CallbackReceiver.Builder receiver =
          CallbackReceiver.builder()
              .gateway(bean(ObservedGateway.class))
              .keyRing(required(KeyRing.class))
              .executor(threads(callbacks.threads()))
              .handler(handler(own, follower));
      if (callbacks.platform() != null) {
        receiver.platform(callbacks.platform());
      }
      if (has(Journal.class)) {
        receiver.deduplicator(beans.getBean(Journal.class).callbackDeduplicator(name));
      }
      return new CallbackRequestHandler(receiver.build());
    }

    private static ThreadPoolExecutor threads(int most) {
      ThreadPoolExecutor threads =
          new ThreadPoolExecutor(
              most,
              most,
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
      if (!has(Journal.class)) {
        throw new ConfigurationException(
            prefix + "." + property,
            "needs a journal",
            "set yiwang.journal.file or yiwang.journal.data-source");
      }
    }

    // What follows is about definitions and look-ups alone.

    private <T> void addClient(Class<T> type, Function<Gateway, T> make) {
      add(type, () -> make.apply(bean(ObservedGateway.class)));
    }

    /** Has a worker run while the application does; its life cycle closes it, and nobody else. */
    private <T extends Worker> void worker(String of, Class<T> type) {
      definition(type).setDestroyMethodName("");
      addNamed(
          name + StringUtils.capitalize(of) + "Lifecycle",
          WorkerLifecycle.class,
          () -> new WorkerLifecycle(name, of, bean(type)));
    }

    /** Adds a bean unless the application has one of that type. */
    private <T> boolean add(Class<T> type, Supplier<T> make) {
      for (String other : beans.getBeanNamesForType(type, true, false)) {
        if (!beans.getBeanDefinition(other).hasAttribute(GATEWAYS)) {
          return false;
        }
      }
      addNamed(name + type.getSimpleName(), type, make);
      return true;
    }

    private <T> void addNamed(String bean, Class<T> type, Supplier<T> make) {
      RootBeanDefinition definition = new RootBeanDefinition(type, make);
      definition.setAttribute(GATEWAYS, name);
      definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
      definition.setPrimary(primary);
      definition.setDestroyMethodName(RootBeanDefinition.INFER_METHOD);
      registry.registerBeanDefinition(bean, definition);
    }

    private RootBeanDefinition definition(Class<?> type) {
      return (RootBeanDefinition) registry.getBeanDefinition(name + type.getSimpleName());
    }

    private boolean has(Class<?> type) {
      return beans.getBeanNamesForType(type, true, false).length > 0;
    }

    /** This account's bean of a type, or else the application's only one. */
    private <T> T bean(Class<T> type) {
      String named = name + type.getSimpleName();
      return beans.containsBean(named) ? beans.getBean(named, type) : required(type);
    }

    private <T> T required(Class<T> type) {
      T own = own(type);
      if (own == null) {
        throw new NoSuchBeanDefinitionException(
            type,
            "needed by " + prefix + ": one for all, or one with @Qualifier(\"" + name + "\")");
      }
      return own;
    }

    /**
     * Returns the application's bean of a type for this account, by its qualifier, or its only one.
     */
    private <T> @Nullable T own(Class<T> type) {
      try {
        return BeanFactoryAnnotationUtils.qualifiedBeanOfType((BeanFactory) beans, type, name);
      } catch (NoSuchBeanDefinitionException e) {
        return beans.getBeanProvider(type).getIfUnique();
      }
    }

    private <T> @Nullable Consumer<T> consumer(Class<T> of) {
      return beans
          .<Consumer<T>>getBeanProvider(ResolvableType.forClassWithGenerics(Consumer.class, of))
          .getIfUnique();
    }
  }
}
