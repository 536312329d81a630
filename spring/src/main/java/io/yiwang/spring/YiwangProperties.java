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
 * Holds the settings under {@code yiwang}. Texts of keys and passwords are in no {@code toString}.
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
 * @param gateways by the application's own name for its account with each, which must never change:
 *     all that is kept in the journal is kept under it
 * @param primary which gateway is injected where no qualifier is given; needed only where there are
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
   * @param endpoint the gateway's base, https (http only to this machine)
   * @param keyId the id of the platform's own key
   * @param privateKey the platform's own key: a location such as {@code file:/etc/app/sm2.pem}, or
   *     the PEM text itself; absent where a bean of type {@code Signer} is given, for an HSM or a
   *     key service
   * @param keyPassword the password of {@code privateKey}, or of {@code keyStore}
   * @param keyStore a PKCS#12 file with the key, in place of {@code privateKey}
   * @param keyAlias which entry of {@code keyStore}; needed only where it has several
   * @param algorithm how the key signs, such as {@code sm2-sm3}; needed only for RSA, whose keys do
   *     not say it: {@code rsa-pss-sha512} or {@code rsa-v1_5-sha256}
   * @param trustAnchors certificates of the gateway's authority: a location or the PEM text; absent
   *     where a bean of type {@code KeyRing} is given
   * @param gatewayNames the names that the gateway's certificate may have, where the authority also
   *     issues others
   * @param language the language of answers
   * @param callTimeout the longest that a call takes, attempts and waits included
   * @param connectTimeout the longest that each step of connecting takes
   * @param keepAlive how long an idle connection is kept
   * @param maxAttempts how often a call is tried
   * @param proxy {@code host:port} of an HTTP proxy; the JVM's settings where absent
   * @param cashier pays fines; needs a bean of type {@code PayerCharge} and a journal
   * @param messages the outbox and the follower of messages
   * @param catalog the local copy of the catalog
   * @param login the login of citizens
   * @param callbacks what the gateway posts to the application
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
    /** Names the endpoint's host alone: a user and a password may be before it. */
    @Override
    public String toString() {
      return "GatewaySettings[host=" + (endpoint == null ? null : endpoint.getHost()) + "]";
    }

    Language speaks() {
      return new Language(language);
    }
  }

  /**
   * Holds the settings of a cashier and of its recovery.
   *
   * @param channel the payment channel's name, as the gateway knows it
   * @param lease how long one process may work on a payment before another takes it up
   * @param payerTimeout how long a payer has to pay
   * @param escalateAfter after which time a person is asked about a payment that has not ended
   * @param recover whether this process takes up what has been left unfinished
   * @param recoverEvery how often it looks
   * @param workers on how many threads
   * @param keepFinished how long finished payments are kept; as long as {@code Recovery} keeps them
   *     by itself where it is not given
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
   * @param outbox whether messages can be left in the journal for a worker to send
   * @param dispatchEvery how often it looks for messages that are due
   * @param follow whether submitted messages are followed to their replies; needs a bean {@code
   *     FollowerListener}
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
   * @param folder its own folder; no local copy where absent
   * @param refreshEvery how often it asks for changes
   */
  public record Catalog(@Nullable Path folder, @DefaultValue("10m") Duration refreshEvery) {}

  /**
   * Holds the settings of the login of citizens (OpenID Connect).
   *
   * @param clientId as registered with the gateway; no login where absent
   * @param clientSecret as registered with the gateway
   * @param redirectUri where browsers come back to, to the letter as registered
   */
  public record Login(
      @Nullable String clientId, @Nullable String clientSecret, @Nullable URI redirectUri) {
    /** Names the client alone. */
    @Override
    public String toString() {
      return "Login[clientId=" + clientId + "]";
    }
  }

  /**
   * Holds the settings of callbacks.
   *
   * @param path the very path that the gateway posts to, such as {@code /gov/callbacks}: it is
   *     signed; nothing is received where absent
   * @param platform this platform's name with the gateway, which callbacks must name
   * @param threads how many events are handled at a time
   */
  public record Callbacks(
      @Nullable String path, @Nullable String platform, @DefaultValue("4") int threads) {}

  /**
   * Holds the place of the journal: a file, or the application's {@code DataSource}.
   *
   * @param file a SQLite file, for one node
   * @param dataSource whether it is in the application's database, for many nodes
   */
  public record JournalSettings(@Nullable Path file, @DefaultValue("false") boolean dataSource) {}

  /**
   * Says whether exceptions of calls become answers by RFC 9457.
   *
   * @param enabled true by default
   */
  public record Problems(@DefaultValue("true") boolean enabled) {}
}
