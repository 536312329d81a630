package io.yiwang.spring;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.actuate.endpoint.SanitizableData;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;

/**
 * Hides keys and passwords from those who may see values in {@code /actuator/env} and {@code
 * /actuator/configprops}. It hides the values of their own properties, however the names are
 * written, and any other value that contains the same text, such as an environment variable that a
 * placeholder refers to, or the command line.
 */
final class SecretSanitizer implements SanitizingFunction {
  private static final List<String> NAMES =
      List.of("privatekey", "keypassword", "clientsecret", "keystore");

  /** Shorter secrets are not searched for: they would match too many other values. */
  private static final int MIN_LENGTH = 4;

  private final List<String> secrets;

  SecretSanitizer(Collection<YiwangProperties.GatewaySettings> gateways) {
    secrets =
        gateways.stream()
            .flatMap(
                gateway ->
                    Stream.of(
                        gateway.privateKey(),
                        gateway.keyPassword(),
                        gateway.login().clientSecret()))
            .filter(Objects::nonNull)
            .map(String::strip)
            .filter(secret -> secret.length() >= MIN_LENGTH)
            .toList();
  }

  @Override
  public SanitizableData apply(SanitizableData data) {
    return isSecretName(data.getKey()) || holdsASecret(data.getValue())
        ? data.withSanitizedValue()
        : data;
  }

  private static boolean isSecretName(String key) {
    String plain = plain(key);
    return plain.contains("yiwang") && NAMES.stream().anyMatch(plain::endsWith);
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "");
  }

  private boolean holdsASecret(Object value) {
    if (!(value instanceof CharSequence)) {
      return false;
    }
    String text = value.toString();
    return text.contains("PRIVATE KEY-----")
        || secrets.stream().anyMatch(text::contains)
        || namesASecret(text);
  }

  /**
   * Returns whether a text contains the name of a secret property: in a command line or in JSON,
   * the secret itself may be escaped.
   */
  private static boolean namesASecret(String text) {
    String plain = plain(text);
    return plain.contains("yiwang") && NAMES.stream().anyMatch(plain::contains);
  }
}
