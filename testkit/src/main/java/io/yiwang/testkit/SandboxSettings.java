package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the settings of a sandbox as {@link GovSandbox.Builder} collects them, and what follows
 * from them. Not thread-safe.
 */
final class SandboxSettings {
  SandboxScheme scheme = SandboxScheme.ED25519;
  long seed = 1;
  int services = 500;
  int port;
  boolean tls;
  @Nullable Path tlsCertificate;
  @Nullable Path tlsKey;
  String host = "127.0.0.1";
  @Nullable URI url;
  @Nullable Path keys;
  @Nullable Path state;
  @Nullable String adminToken;
  @Nullable URI callbackUrl;
  final List<URI> redirectUris = new ArrayList<>();
  Clock clock = Clock.systemUTC();

  /** Returns whether only programs of this machine can connect to an address. */
  static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]+){3}");
  }

  private boolean isAnyAddress() {
    return host.equals("0.0.0.0") || host.equals("::");
  }

  KeySource keySource() {
    return keys == null ? KeySource.MADE_UP : new KeyFolder(keys);
  }

  /** Returns the names and addresses by which clients reach the gateway, for its certificates. */
  List<String> hosts() {
    List<String> hosts = new ArrayList<>();
    if (url != null) {
      hosts.add(withoutBrackets(url.getHost()));
    }
    hosts.add(isAnyAddress() ? machineName() : withoutBrackets(host));
    return hosts;
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  /**
   * Returns the address of the gateway, without a slash at its end.
   *
   * @param boundPort the port that the server listens on
   */
  URI base(int boundPort, String prefix) {
    if (url != null) {
      return URI.create(url.toString().replaceFirst("/$", "") + prefix);
    }
    String name = isAnyAddress() ? machineName() : host;
    String written = name.contains(":") ? "[" + name + "]" : name;
    return URI.create((tls ? "https://" : "http://") + written + ":" + boundPort + prefix);
  }

  /** Returns the certificate that the gateway has for TLS; absent for plain HTTP. */
  @Nullable TlsIdentity tlsIdentity(KeySource source) {
    if (!tls) {
      return null;
    }
    return tlsCertificate == null || tlsKey == null
        ? TlsIdentity.made(source, hosts())
        : TlsIdentity.read(tlsCertificate, tlsKey);
  }

  /** Opens the file that keeps the state; absent if none is settings. */
  @Nullable StateFile stateFile(String newLife, Instant now) {
    if (state == null) {
      return null;
    }
    ObjectNode settings = Json.object().put("scheme", scheme.algorithm());
    settings.put("seed", seed).put("services", services);
    return new StateFile(state, settings, newLife, now);
  }
}
