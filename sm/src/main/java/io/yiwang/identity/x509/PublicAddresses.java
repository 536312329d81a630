package io.yiwang.identity.x509;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Distinguishes addresses of the public internet from those of this machine and of private
 * networks. Certificates are untrusted, and must not make this library send requests to internal
 * hosts.
 *
 * @see "RFC 6890"
 */
final class PublicAddresses {
  private static final int LONGEST = 2048;
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|0[xX].*|\\[.*]");
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");

  private PublicAddresses() {}

  /** Returns an address that a certificate names, if it may be queried; null otherwise. */
  static @Nullable URI read(String text, boolean privateToo) {
    if (text.length() > LONGEST) {
      return null;
    }
    try {
      URI address = new URI(text);
      String scheme = address.getScheme();
      String host = address.getHost();
      boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
      // HTTP only: a certificate must not make this library open files or use LDAP.
      if (!http || host == null || address.getRawUserInfo() != null) {
        return null;
      }
      return privateToo || mayBePublic(host) ? address : null;
    } catch (java.net.URISyntaxException e) {
      return null;
    }
  }

  /** Returns whether a host may be public, without looking up its name. */
  private static boolean mayBePublic(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return false;
    }
    if (!NUMERIC.matcher(name).matches()) {
      return true;
    }
    if (!name.startsWith("[") && !IPV4.matcher(name).matches()) {
      // Some resolvers accept 127.1 and 2130706433 as addresses.
      return false;
    }
    try {
      return isPublic(InetAddress.getByName(name));
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return address instanceof Inet4Address ? isPublic4(bytes) : isPublic6(address, bytes);
  }

  private static boolean isPublic4(byte[] bytes) {
    int first = bytes[0] & 0xff;
    int second = bytes[1] & 0xff;
    int third = bytes[2] & 0xff;
    return first != 0
        && first != 10
        && first != 127
        && first < 224
        && !(first == 100 && (second & 0xc0) == 64)
        && !(first == 169 && second == 254)
        && !(first == 172 && (second & 0xf0) == 16)
        && !(first == 192 && second == 0 && third == 0)
        && !(first == 192 && second == 168)
        && !(first == 198 && (second & 0xfe) == 18);
  }

  /**
   * Returns whether an address is global unicast. One that embeds an IPv4 address is as public as
   * that address.
   */
  private static boolean isPublic6(InetAddress address, byte[] bytes) {
    if (!(address instanceof Inet6Address)) {
      return false;
    }
    boolean nat64 = startsWith(bytes, 0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);
    if (nat64) {
      return isPublicEmbedded(bytes, 12);
    }
    if (startsWith(bytes, 0x20, 0x02)) {
      return isPublicEmbedded(bytes, 2);
    }
    boolean teredo = startsWith(bytes, 0x20, 0x01, 0, 0);
    return (bytes[0] & 0xe0) == 0x20 && !teredo;
  }

  private static boolean isPublicEmbedded(byte[] bytes, int from) {
    try {
      return isPublic(InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4)));
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
