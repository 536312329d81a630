package io.yiwang.spring;

import io.yiwang.value.Language;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rejects settings that can be parsed but cannot be meant, before beans are made from them. A
 * duration without a unit, for example, is a thousandth of what was meant, and would be noticed
 * late.
 */
final class SettingsCheck {
  private static final Pattern ID = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,64}");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()+,=:@-]+)+/?|/");

  // Spring Boot reads a number without a unit as milliseconds.
  private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
  private static final Duration MIN_LEASE = Duration.ofSeconds(1);
  private static final Duration MIN_INTERVAL = Duration.ofMillis(1);
  private static final Duration MIN_KEPT = Duration.ofDays(1);

  private final String prefix;

  private SettingsCheck(String prefix) {
    this.prefix = prefix;
  }

  /** Checks the settings of a gateway account, except for the keys, which are checked when read. */
  static void check(String prefix, String name, YiwangProperties.GatewaySettings settings) {
    new SettingsCheck(prefix).check(name, settings);
  }

  private void check(String name, YiwangProperties.GatewaySettings settings) {
    if (!ID.matcher(name).matches()) {
      throw new ConfigurationException(
          prefix,
          "has a name that is not valid for an account",
          "name it with 1 to 64 letters, digits, dots, underscores and hyphens");
    }
    id("key-id", settings.keyId());
    language(settings);
    atLeast("call-timeout", settings.callTimeout(), MIN_TIMEOUT, "30s");
    atLeast("connect-timeout", settings.connectTimeout(), MIN_TIMEOUT, "10s");
    atLeast("keep-alive", settings.keepAlive(), MIN_TIMEOUT, "30s");
    atLeastOne("max-attempts", settings.maxAttempts());
    if (settings.privateKey() != null && settings.keyStore() != null) {
      throw new ConfigurationException(
          prefix + ".key-store",
          "is set together with private-key, but there can be only one key",
          "leave one of the two out");
    }
    check(settings.cashier());
    YiwangProperties.Messages messages = settings.messages();
    atLeast("messages.dispatch-every", messages.dispatchEvery(), MIN_INTERVAL, "1s");
    atLeast("messages.poll-every", messages.pollEvery(), MIN_INTERVAL, "1m");
    atLeast("catalog.refresh-every", settings.catalog().refreshEvery(), MIN_INTERVAL, "10m");
    check(settings.callbacks());
  }

  private void check(YiwangProperties.Cashier cashier) {
    id("cashier.channel", cashier.channel());
    atLeast("cashier.lease", cashier.lease(), MIN_LEASE, "2m");
    atLeast("cashier.payer-timeout", cashier.payerTimeout(), MIN_LEASE, "20m");
    atLeast("cashier.escalate-after", cashier.escalateAfter(), MIN_LEASE, "2h");
    atLeast("cashier.recover-every", cashier.recoverEvery(), MIN_INTERVAL, "5s");
    atLeastOne("cashier.workers", cashier.workers());
    if (cashier.keepFinished() != null) {
      atLeast("cashier.keep-finished", cashier.keepFinished(), MIN_KEPT, "400d");
    }
  }

  private void check(YiwangProperties.Callbacks callbacks) {
    String path = callbacks.path();
    if (path != null && !PATH.matcher(path).matches()) {
      throw new ConfigurationException(
          prefix + ".callbacks.path",
          "is not the path of one URL",
          "write the exact path that the gateway posts to, such as /gov/callbacks, without host,"
              + " query and patterns");
    }
    if (callbacks.platform() != null && callbacks.platform().isBlank()) {
      throw new ConfigurationException(
          prefix + ".callbacks.platform",
          "is empty, so the events of every platform would be refused",
          "set your platform's name with the gateway, or leave it out");
    }
    atLeastOne("callbacks.threads", callbacks.threads());
  }

  private void language(YiwangProperties.GatewaySettings settings) {
    try {
      new Language(settings.language());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          prefix + ".language", "is not a language tag", "write it like zh-CN or en", e);
    }
  }

  private void id(String setting, @Nullable String value) {
    if (value != null && !ID.matcher(value).matches()) {
      throw new ConfigurationException(
          prefix + "." + setting,
          "does not have the form that the gateway requires",
          "write it with 1 to 64 letters, digits, dots, underscores and hyphens, as registered");
    }
  }

  private void atLeast(String setting, Duration value, Duration min, String example) {
    if (value.compareTo(min) < 0) {
      throw new ConfigurationException(
          prefix + "." + setting,
          "is " + value + ", and the minimum is " + min,
          "write it with its unit, like " + example + ", since a bare number is in milliseconds");
    }
  }

  private void atLeastOne(String setting, int value) {
    if (value < 1) {
      throw new ConfigurationException(
          prefix + "." + setting, "is " + value + ", and the minimum is 1", "set it to 1 or more");
    }
  }
}
