package io.yiwang.spring;

import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.signing.Signer;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.DefaultResourceLoader;

/** Makes the {@link GovClient} of one gateway account from its settings. */
final class GovClientFactory {
  private static final Pattern PROXY =
      Pattern.compile("(?<host>[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+]):(?<port>[0-9]{1,5})");

  private final GatewayBeanRegistry beans;
  private final String prefix;
  private final YiwangProperties.GatewaySettings settings;

  GovClientFactory(
      GatewayBeanRegistry beans, String prefix, YiwangProperties.GatewaySettings settings) {
    this.beans = beans;
    this.prefix = prefix;
    this.settings = settings;
  }

  GovClient client() {
    GatewayKeys keys = new GatewayKeys(prefix, settings, new DefaultResourceLoader());
    GovClient.Builder builder =
        GovClient.builder()
            .account(beans.name())
            .language(settings.parsedLanguage())
            .callTimeout(settings.callTimeout())
            .connectTimeout(settings.connectTimeout())
            .keepAlive(settings.keepAlive())
            .maxAttempts(settings.maxAttempts());
    if (settings.endpoint() != null) {
      builder.endpoint(settings.endpoint());
    }
    Signer signer = keys.hasSigner() ? keys.signer() : beans.find(Signer.class);
    if (signer != null) {
      builder.signer(signer);
    }
    KeyRing ring = beans.find(KeyRing.class);
    if (ring != null) {
      builder.keyRing(ring);
    }
    if (settings.proxy() != null) {
      builder.proxy(proxy(settings.proxy()));
    }
    beans
        .all(GovClientCustomizer.class)
        .forEach(customizer -> customizer.customize(beans.name(), builder));
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
      // The value is not quoted: there may be a password in it.
      throw new ConfigurationException(
          prefix + ".proxy",
          "is not host:port",
          "write it like proxy.example:3128, without scheme, user and password");
    }
    return new Proxy(
        Proxy.Type.HTTP, InetSocketAddress.createUnresolved(parts.group("host"), port));
  }
}
