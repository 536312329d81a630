package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.yiwang.Gateway;
import io.yiwang.KeyRing;
import io.yiwang.qr.QrRefusedException.Reason;
import io.yiwang.signing.Verifier;
import java.net.IDN;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a scanned code, and gives its target only when it leads to the gateway's host,
 * is signed by the gateway and has not expired. Forged parking-fine codes are a known fraud.
 * Thread-safe.
 *
 * @see "IGS/1 section 9"
 */
public final class GovQrReader {
  private static final int LONGEST = 1024;
  private static final Pattern LINK =
      Pattern.compile("https://([^/?#\\\\]+)(/.*)?", Pattern.DOTALL);

  /** With what browsers pass over, before it and within. */
  private static final Pattern SCRIPT =
      Pattern.compile(
          Stream.of("javascript", "vbscript", "data", "file", "content", "intent", "blob")
              .map(scheme -> String.join("[\\x00-\\x20]*", scheme.split("")))
              .collect(Collectors.joining("|", "[\\x00-\\x20]*(", ")[\\x00-\\x20]*:")),
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PATH =
      Pattern.compile(
          "/q/([a-z])/([A-Za-z0-9._-]{1,64})\\?x=([0-9]{1,12})&k=([A-Za-z0-9._-]{1,64})"
              + "&s=([A-Za-z0-9_-]{1,700})");

  /** A person waits for it, with a telephone in hand. */
  private static final Duration KEYS_WITHIN = Duration.ofSeconds(5);

  private final Set<String> hosts;
  private final KeyRing keyRing;
  private final @Nullable Gateway gateway;
  private final Clock clock;

  /**
   * A reader of codes that lead to these hosts.
   *
   * @param hosts the gateway's, with the port where it is not 443, such as {@code gw.gov.cn}
   * @param keyRing the gateway's keys that are trusted; the client's own ring
   */
  public GovQrReader(Set<String> hosts, KeyRing keyRing) {
    this(hosts, keyRing, Clock.systemUTC());
  }

  /** Reads with the given clock. */
  public GovQrReader(Set<String> hosts, KeyRing keyRing, Clock clock) {
    this(hosts, keyRing, null, clock);
  }

  /**
   * A reader of codes that lead to these hosts, which asks the gateway for its key list when a code
   * that leads there names a key that the ring does not hold.
   *
   * @param hosts the gateway's, with the port where it is not 443, such as {@code gw.gov.cn}
   * @param keyRing the gateway's keys that are trusted; the client's own ring
   * @param gateway the client of that ring
   */
  public GovQrReader(Set<String> hosts, KeyRing keyRing, Gateway gateway) {
    this(hosts, keyRing, gateway, Clock.systemUTC());
  }

  /** Asks the gateway for missing keys, and reads with the given clock. */
  public GovQrReader(Set<String> hosts, KeyRing keyRing, @Nullable Gateway gateway, Clock clock) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("hosts must name the gateway's");
    }
    this.hosts =
        hosts.stream()
            .map(host -> host.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    this.keyRing = keyRing;
    this.gateway = gateway;
    this.clock = clock;
  }

  /**
   * Reads what was scanned.
   *
   * @throws QrRefusedException saying why it is not to be followed
   */
  public GovQr read(String text) throws QrRefusedException {
    if (SCRIPT.matcher(text).lookingAt()) {
      throw new QrRefusedException(Reason.SCRIPT, "");
    }
    Matcher link = LINK.matcher(text);
    if (text.length() > LONGEST || !link.matches()) {
      throw new QrRefusedException(Reason.NOT_A_GOVERNMENT_CODE, "");
    }
    checkHost(link.group(1));
    Matcher path = PATH.matcher(link.group(2) == null ? "" : link.group(2));
    if (!path.matches()) {
      throw new QrRefusedException(Reason.NOT_A_GOVERNMENT_CODE, "");
    }
    checkSignature(text, path.group(4), path.group(5));
    // Of what is signed from here on.
    Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(path.group(3)));
    if (clock.instant().isAfter(expiresAt)) {
      throw new QrRefusedException(Reason.EXPIRED, "");
    }
    return new GovQr(kind(path.group(1)), path.group(2), expiresAt);
  }

  private void checkHost(String authority) throws QrRefusedException {
    if (hosts.contains(authority.toLowerCase(Locale.ROOT))) {
      return;
    }
    // Of name@host, the host is what follows; a browser goes there.
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    String shown = unicode(host);
    boolean ascii = shown.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    throw new QrRefusedException(
        ascii ? Reason.WRONG_HOST : Reason.LOOK_ALIKE_HOST, ascii ? shown : pointed(shown));
  }

  /** As it would be shown: {@code xn--} labels in their own letters. */
  private static String unicode(String host) {
    return host.length() > 253 ? host.substring(0, 253) : IDN.toUnicode(host);
  }

  /** With what nobody sees made visible, and every letter beyond ASCII by its code point too. */
  private static String pointed(String host) {
    Set<String> points = new TreeSet<>();
    StringBuilder visible = new StringBuilder();
    host.codePoints()
        .forEach(
            point -> {
              boolean ascii = point > 0x20 && point < 0x7f;
              if (!ascii) {
                points.add(String.format("U+%04X", point));
              }
              visible.appendCodePoint(ascii || Character.isLetterOrDigit(point) ? point : '?');
            });
    return visible + " (" + String.join(" ", points) + ")";
  }

  private void checkSignature(String text, String keyId, String signature)
      throws QrRefusedException {
    Verifier key = keyRing.find(keyId, clock.instant());
    if (key == null && gateway != null) {
      gateway.refreshKeys(keyId, KEYS_WITHIN);
      key = keyRing.find(keyId, clock.instant());
    }
    if (key == null) {
      throw new QrRefusedException(Reason.UNKNOWN_KEY, "");
    }
    String signed = text.substring(0, text.lastIndexOf("&s="));
    try {
      key.verify(signed.getBytes(US_ASCII), Base64.getUrlDecoder().decode(signature));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new QrRefusedException(Reason.WRONG_SIGNATURE, "");
    }
  }

  private static GovQr.Kind kind(String letter) throws QrRefusedException {
    for (GovQr.Kind kind : GovQr.Kind.values()) {
      if (kind.letter().equals(letter)) {
        return kind;
      }
    }
    throw new QrRefusedException(Reason.UNKNOWN_KIND, "");
  }
}
