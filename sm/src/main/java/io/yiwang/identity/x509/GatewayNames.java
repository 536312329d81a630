package io.yiwang.identity.x509;

import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Holds the names of a gateway, one of which its certificate must contain: host names, compared as
 * a whole. Wildcards and common names do not count. If the endpoint is an IP address, an {@code
 * iPAddress} counts as well. Immutable.
 *
 * @see "IGS/1 section 2.5; RFC 5280 section 4.2.1.6"
 */
final class GatewayNames {
  static final GatewayNames NONE = new GatewayNames(Set.of());

  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;
  private static final int SHOWN = 3;
  private static final Pattern HOST = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-fA-F:.]+]");

  private final Set<String> names;

  private GatewayNames(Set<String> names) {
    this.names = names;
  }

  /**
   * Makes a set of names.
   *
   * @throws IllegalArgumentException if one is not a host name
   */
  static GatewayNames of(String... names) {
    Set<String> read = new TreeSet<>();
    for (String name : names) {
      String host = normal(name);
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException(
            "a gateway's name must be a host name such as gw.example.gov.cn, without scheme, port"
                + " or wildcard, got "
                + name.length()
                + " characters");
      }
      read.add(host);
    }
    return new GatewayNames(Set.copyOf(read));
  }

  /** Returns a name in ASCII and lower case, without a trailing dot; empty if it is not a name. */
  private static String normal(String name) {
    try {
      String ascii = IDN.toASCII(name).toLowerCase(Locale.ROOT);
      return ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /**
   * Returns normally only if a certificate contains one of these names, or the endpoint's host.
   *
   * @param host the host of the endpoint, as in its address
   * @throws CertificateException if it does not; the message lists the names that it contains
   */
  void check(X509Certificate certificate, String host) throws CertificateException {
    String endpoint = normal(host);
    List<String> found = new ArrayList<>();
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    for (List<?> name : alternatives == null ? List.<List<?>>of() : alternatives) {
      String text = String.valueOf(name.get(1));
      if (Objects.equals(name.get(0), DNS_NAME)) {
        // A name in a certificate is ASCII, and must not be converted to it.
        String dns = isAscii(text) ? normal(text) : "";
        if (!dns.isEmpty() && (dns.equals(endpoint) || names.contains(dns))) {
          return;
        }
        found.add(dns);
      } else if (Objects.equals(name.get(0), IP_ADDRESS) && isAddress(host, text)) {
        return;
      }
    }
    throw new CertificateException(
        "the certificate names "
            + shown(found)
            + " and not the gateway "
            + endpoint
            + "; if that is the gateway, say so with TrustAnchors.gatewayNames");
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }

  /** Returns whether both are the same IP address, without looking up any name. */
  private static boolean isAddress(String host, String found) {
    boolean six = IPV6.matcher(host).matches();
    if (!six && !IPV4.matcher(host).matches()) {
      return false;
    }
    try {
      return InetAddress.getByName(host).getHostAddress().equals(found);
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Returns the names to show, without any that is not a host name. */
  private static String shown(List<String> found) {
    List<String> names =
        found.stream()
            .filter(name -> name.length() <= 253 && HOST.matcher(name.replace("*", "_")).matches())
            .limit(SHOWN)
            .toList();
    return names.isEmpty() ? "no host" : String.join(", ", names);
  }
}
