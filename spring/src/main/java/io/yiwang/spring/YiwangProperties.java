package io.yiwang.spring;

import io.yiwang.value.Language;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Holds the settings under {@code yiwang}. Keys and passwords are not in any {@code toString}.
 *
 * <pre>{@code
 * yiwang:
 *   journal:
 *     file: /var/lib/app/yiwang.journal
 *   gateways:
 *     zhejiang:
 *       endpoint: https://gw.example.gov.cn/igs/v1/
 *       key-id: app-2026
 *       private-key: file:/etc/app/sm2.pem
 *       trust-anchors: file:/etc/app/anchors.pem
 *       cashier:
 *         channel: wallet
 * }</pre>
 *
 * @param gateways the gateway accounts by the names that the application gives them; a name must
 *     never change, because the entries of the journal belong to it
 * @param primary the gateway that is injected without a qualifier; needed only where there are
 *     several
 * @param journal where payments and messages survive a crash
 * @param problems whether a failed call ends in an RFC 9457 answer to the browser or app
 */
@ConfigurationProperties("yiwang")
public record YiwangProperties(
    @DefaultValue Map<String, GatewaySettings> gateways,
    @Nullable String primary,
    @DefaultValue JournalSettings journal,
    @DefaultValue Problems problems) {

  /**
   * Holds the settings of one gateway account.
   *
   * @param endpoint the gateway's base URL, https (http only to this machine)
   * @param keyId the id of the platform's own key
   * @param privateKey the platform's own key: a location such as {@code file:/etc/app/sm2.pem}, or
   *     the PEM text itself; not needed where there is a bean of type {@code Signer}, such as for
   *     an HSM or a key service
   * @param keyPassword the password of {@code privateKey}, or of {@code keyStore}
   * @param keyStore a PKCS#12 file with the key, in place of {@code privateKey}
   * @param keyAlias the entry of {@code keyStore}; needed only where it has several
   * @param algorithm how the key signs, such as {@code sm2-sm3}; needed only for RSA keys, which
   *     can sign in two ways: {@code rsa-pss-sha512} or {@code rsa-v1_5-sha256}
   * @param trustAnchors certificates of the gateway's authority: a location or the PEM text; not
   *     needed where there is a bean of type {@code KeyRing}
   * @param gatewayNames the host names that the gateway's certificate may have, if the authority
   *     also issues certificates to others
   * @param language the language of answers
   * @param callTimeout the longest time for a call, including all attempts and waits
   * @param connectTimeout the longest time for each step of connecting
   * @param keepAlive how long an idle connection is kept open
   * @param maxAttempts the greatest number of attempts in a call
   * @param proxy {@code host:port} of an HTTP proxy; the JVM's settings by default
   * @param cashier the cashier for fines; it needs a bean of type {@code PayerCharge} and a journal
   * @param messages the outbox and the follower of messages
   * @param catalog the local copy of the catalog
   * @param login the login of citizens
   * @param callbacks the events that the gateway posts to the application
   */
  public record GatewaySettings(
      @Nullable URI endpoint,
      @Nullable String keyId,
      @Nullable String privateKey,
      @Nullable String keyPassword,
      @Nullable String keyStore,
      @Nullable String keyAlias,
      @Nullable String algorithm,
      @Nullable String trustAnchors,
      @DefaultValue List<String> gatewayNames,
      @DefaultValue("zh-CN") String language,
      @DefaultValue("30s") Duration callTimeout,
      @DefaultValue("10s") Duration connectTimeout,
      @DefaultValue("30s") Duration keepAlive,
      @DefaultValue("3") int maxAttempts,
      @Nullable String proxy,
      @DefaultValue Cashier cashier,
      @DefaultValue Messages messages,
      @DefaultValue Catalog catalog,
      @DefaultValue Login login,
      @DefaultValue Callbacks callbacks) {
    /** Shows only the endpoint's host: a URL may contain a password. */
    @Override
    public String toString() {
      return "GatewaySettings[host=" + (endpoint == null ? null : endpoint.getHost()) + "]";
    }

    Language parsedLanguage() {
      return new Language(language);
    }
  }

  /**
   * Holds the settings of a cashier and of its recovery.
   *
   * @param channel the payment channel's name, as registered with the gateway
   * @param lease how long a process may work on a payment before another one takes over
   * @param payerTimeout how long a payer has to pay
   * @param escalateAfter the age at which an unfinished payment is reported to a person
   * @param recover whether this process continues payments that were left unfinished
   * @param recoverEvery how often it looks for them
   * @param workers the number of threads for recovery
   * @param keepFinished how long finished payments are kept; the default is that of {@code
   *     Recovery}
   */
  public record Cashier(
      @Nullable String channel,
      @DefaultValue("2m") Duration lease,
      @DefaultValue("20m") Duration payerTimeout,
      @DefaultValue("2h") Duration escalateAfter,
      @DefaultValue("true") boolean recover,
      @DefaultValue("5s") Duration recoverEvery,
      @DefaultValue("2") int workers,
      @Nullable Duration keepFinished) {}

  /**
   * Holds the settings of messages to the government.
   *
   * @param outbox whether a worker sends the messages that are put in the journal
   * @param dispatchEvery how often it looks for messages that are due
   * @param follow whether submitted messages are followed until their replies; it needs a bean of
   *     type {@code FollowerListener}
   * @param pollEvery how often it looks for messages to ask about
   */
  public record Messages(
      @DefaultValue("false") boolean outbox,
      @DefaultValue("1s") Duration dispatchEvery,
      @DefaultValue("false") boolean follow,
      @DefaultValue("1m") Duration pollEvery) {}

  /**
   * Holds the settings of the catalog's local copy.
   *
   * @param folder a folder for it alone; without one, there is no local copy
   * @param refreshEvery how often it asks the gateway for changes
   */
  public record Catalog(@Nullable Path folder, @DefaultValue("10m") Duration refreshEvery) {}

  /**
   * Holds the settings of the login of citizens (OpenID Connect).
   *
   * @param clientId as registered with the gateway; without one, there is no login
   * @param clientSecret as registered with the gateway
   * @param redirectUri the URI to which browsers return, exactly as registered
   */
  public record Login(
      @Nullable String clientId, @Nullable String clientSecret, @Nullable URI redirectUri) {
    /** Shows only the client id. */
    @Override
    public String toString() {
      return "Login[clientId=" + clientId + "]";
    }
  }

  /**
   * Holds the settings of callbacks.
   *
   * @param path the exact path that the gateway posts to, such as {@code /gov/callbacks}, because
   *     it is signed; without one, nothing is received
   * @param platform this platform's name, which callbacks must contain
   * @param threads how many events are handled at the same time
   */
  public record Callbacks(
      @Nullable String path, @Nullable String platform, @DefaultValue("4") int threads) {}

  /**
   * Holds where the journal is: in a file, or in the application's {@code DataSource}.
   *
   * @param file a SQLite file, for one node
   * @param dataSource whether it is in the application's database, for several nodes
   */
  public record JournalSettings(@Nullable Path file, @DefaultValue("false") boolean dataSource) {}

  /**
   * Holds whether exceptions of calls are answered by RFC 9457.
   *
   * @param enabled true by default
   */
  public record Problems(@DefaultValue("true") boolean enabled) {}
}
