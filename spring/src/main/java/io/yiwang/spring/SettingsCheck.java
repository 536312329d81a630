package io.yiwang.spring;

import io.yiwang.value.Language;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Refuses settings that can be read and cannot be meant, before a bean is made of them: a time
 * whose unit was forgotten is a thousandth of what it should be, and would be noticed late.
 */
final class SettingsCheck {
  private static final Pattern ID = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._-]{1,64}");
  private static final Pattern PATH = Pattern.compile("(/[A-Za-z0-9._~!$&'()+,=:@-]+)+/?|/");

  // Spring Boot takes a number without a unit for milliseconds.
  private static final Duration LEAST_WAIT = Duration.ofMillis(100);
  private static final Duration LEAST_LEASE = Duration.ofSeconds(1);
  private static final Duration LEAST_REST = Duration.ofMillis(1);
  private static final Duration LEAST_KEPT = Duration.ofDays(1);

  private final String prefix;

  private SettingsCheck(String prefix) {
    this.prefix = prefix;
  }

  /** Checks the settings of a gateway account, all but keys, which are checked when read. */
  static void check(String prefix, String name, YiwangProperties.GatewaySettings settings) {
    new SettingsCheck(prefix).check(name, settings);
  }

  private void check(String name, YiwangProperties.GatewaySettings settings) {
    if (!ID.matcher(name).matches()) {
      throw new ConfigurationException(
          prefix,
          "has a name that no account can have",
          "name it with 1 to 64 letters, digits, dots, underscores and hyphens");
    }
    id("key-id", settings.keyId());
    language(settings);
    atLeast("call-timeout", settings.callTimeout(), LEAST_WAIT, "30s");
    atLeast("connect-timeout", settings.connectTimeout(), LEAST_WAIT, "10s");
    atLeast("keep-alive", settings.keepAlive(), LEAST_WAIT, "30s");
    atLeastOne("max-attempts", settings.maxAttempts());
    if (settings.privateKey() != null && settings.keyStore() != null) {
      throw new ConfigurationException(
          prefix + ".key-store",
          "is set beside private-key, and one key signs",
          "leave one of the two out");
    }
    check(settings.cashier());
    YiwangProperties.Messages messages = settings.messages();
    atLeast("messages.dispatch-every", messages.dispatchEvery(), LEAST_REST, "1s");
    atLeast("messages.poll-every", messages.pollEvery(), LEAST_REST, "1m");
    atLeast("catalog.refresh-every", settings.catalog().refreshEvery(), LEAST_REST, "10m");
    check(settings.callbacks());
  }

  private void check(YiwangProperties.Cashier cashier) {
    id("cashier.channel", cashier.channel());
    atLeast("cashier.lease", cashier.lease(), LEAST_LEASE, "2m");
    atLeast("cashier.payer-timeout", cashier.payerTimeout(), LEAST_LEASE, "20m");
    atLeast("cashier.escalate-after", cashier.escalateAfter(), LEAST_LEASE, "2h");
    atLeast("cashier.recover-every", cashier.recoverEvery(), LEAST_REST, "5s");
    atLeastOne("cashier.workers", cashier.workers());
    if (cashier.keepFinished() != null) {
      atLeast("cashier.keep-finished", cashier.keepFinished(), LEAST_KEPT, "400d");
    }
  }

  private void check(YiwangProperties.Callbacks callbacks) {
    String path = callbacks.path();
    if (path != null && !PATH.matcher(path).matches()) {
      throw new ConfigurationException(
          prefix + ".callbacks.path",
          "is not the path of one URL",
          "write the very path that the gateway posts to, from its first slash on, such as"
              + " /gov/callbacks, without host, query and patterns");
    }
    if (callbacks.platform() != null && callbacks.platform().isBlank()) {
      throw new ConfigurationException(
          prefix + ".callbacks.platform",
          "is empty, and the events of every platform would be refused",
          "set your platform's name with the gateway, or leave it out");
    }
    atLeastOne("callbacks.threads", callbacks.threads());
  }

  private void language(YiwangProperties.GatewaySettings settings) {
    try {
      new Language(settings.language());
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException(
          prefix + ".language", "is not the tag of a language", "write it like zh-CN or en", e);
    }
  }

  private void id(String setting, @Nullable String value) {
    if (value != null && !ID.matcher(value).matches()) {
      throw new ConfigurationException(
          prefix + "." + setting,
          "is not of the form that the gateway knows",
          "write it with 1 to 64 letters, digits, dots, underscores and hyphens, as registered");
    }
  }

  private void atLeast(String setting, Duration value, Duration least, String such) {
    if (value.compareTo(least) < 0) {
      throw new ConfigurationException(
          prefix + "." + setting,
          "is " + value + ", and the least is " + least,
          "write it with its unit, like " + such + ", since a bare number is in milliseconds");
    }
  }

  private void atLeastOne(String setting, int value) {
    if (value < 1) {
      throw new ConfigurationException(
          prefix + "." + setting, "is " + value + ", and the least is 1", "set it to 1 or more");
    }
  }
}
