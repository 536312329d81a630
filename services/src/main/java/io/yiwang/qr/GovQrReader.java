package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.Gateway;
import io.yiwang.KeyRing;
import io.yiwang.internal.shared.Length;
import io.yiwang.qr.QrRefusedException.Reason;
import io.yiwang.signing.Verifier;
import java.net.IDN;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the text of a scanned code, and returns its target only if the code leads to the gateway's
 * host, is signed by the gateway and has not expired. Forged codes on parking fines are a known
 * fraud. Thread-safe.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 9"
 */
public class GovQrReader {
  private static final int LONGEST = 1024;

  /** The longest text before blanks and invisible characters are removed. */
  private static final int LONGEST_SCANNED = 4096;

  private static final Pattern LINK =
      Pattern.compile("(https)://([^/?#\\\\]+)(/.*)?", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** Matches the default port of {@code https}; a colon alone means it, too. */
  private static final Pattern DEFAULT_PORT = Pattern.compile(":(0*443)?$");

  /** Matches what scanners add before a code: its symbology (ISO/IEC 15424), or its purpose. */
  private static final Pattern SCANNER_PREFIX =
      Pattern.compile("(\\]Q[0-6])?(URL(TO)?:)?", Pattern.CASE_INSENSITIVE);

  /** Matches a scheme that runs something, with the control characters that browsers ignore. */
  private static final Pattern SCRIPT =
      Pattern.compile(
          Stream.of("javascript", "vbscript", "data", "file", "content", "intent", "blob")
              .map(scheme -> String.join("[\\x00-\\x20]*", scheme.split("")))
              .collect(Collectors.joining("|", "[\\x00-\\x20]*(", ")[\\x00-\\x20]*:")),
          Pattern.CASE_INSENSITIVE);

  private static final Pattern PATH =
      Pattern.compile(
          "/q/([a-z])/([^/?#&\\\\]{1,768})(\\?x=([0-9]{1,12})&k=([A-Za-z0-9._-]{1,64}))"
              + "&s=([A-Za-z0-9_-]{1,700})"
              // What messengers add to a link that is forwarded. It is not signed, and is ignored.
              + "(?:&(?![xks]=)[A-Za-z0-9._-]{1,64}=[^&#]{0,256}){0,8}(?:#(?:wechat_redirect|rd)?)?");

  /** The full-width exclamation mark, which the other characters of ASCII follow in order. */
  private static final int FULL_WIDTH = 0xff01;

  private static final int LONGEST_ID = 64;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** The longest wait for the key list: a person is waiting for the result. */
  private static final Duration KEYS_WITHIN = Duration.ofSeconds(5);

  private final Set<String> hosts;
  private final KeyRing keyRing;
  private final @Nullable Gateway gateway;
  private final Clock clock;

  /**
   * Creates a reader of codes that lead to these hosts.
   *
   * @param hosts of the gateway, with the port if it is not 443, such as {@code gw.gov.cn}
   * @param keyRing the trusted keys of the gateway; the client's own ring
   */
  public GovQrReader(Set<String> hosts, KeyRing keyRing) {
    this(hosts, keyRing, Clock.systemUTC());
  }

  /** Creates a reader with the given clock. */
  public GovQrReader(Set<String> hosts, KeyRing keyRing, Clock clock) {
    this(hosts, keyRing, null, clock);
  }

  /**
   * Creates a reader that asks the gateway for its key list when a code that leads to one of these
   * hosts names a key that the ring does not have.
   *
   * @param hosts of the gateway, with the port if it is not 443, such as {@code gw.gov.cn}
   * @param keyRing the trusted keys of the gateway; the client's own ring
   * @param gateway the client of that ring
   */
  public GovQrReader(Set<String> hosts, KeyRing keyRing, Gateway gateway) {
    this(hosts, keyRing, gateway, Clock.systemUTC());
  }

  /** Creates a reader that asks a gateway for missing keys, with the given clock. */
  public GovQrReader(Set<String> hosts, KeyRing keyRing, @Nullable Gateway gateway, Clock clock) {
    if (hosts.isEmpty()) {
      throw new IllegalArgumentException("hosts must name the gateway's");
    }
    this.hosts =
        hosts.stream().map(GovQrReader::withoutDefaultPort).collect(Collectors.toUnmodifiableSet());
    this.keyRing = keyRing;
    this.gateway = gateway;
    this.clock = clock;
  }

  /**
   * Reads the text of a scanned code. It accepts the changes that scanners and messengers make:
   * blanks and line ends, a byte-order mark, a full stop at the end, a scanner's prefix, {@code
   * :443}, capitals in {@code https} and the host, full-width characters throughout,
   * percent-encoding of Chinese characters or its absence, parameters after the signature.
   *
   * @throws QrRefusedException if the code must not be followed; it says why
   */
  public GovQr read(String text) throws QrRefusedException {
    String scanned = text.length() > LONGEST_SCANNED ? "" : normalized(text);
    if (SCRIPT.matcher(text).lookingAt() || SCRIPT.matcher(scanned).lookingAt()) {
      throw new QrRefusedException(Reason.SCRIPT, "");
    }
    Matcher link = LINK.matcher(scanned);
    if (scanned.length() > LONGEST || !link.matches()) {
      throw new QrRefusedException(Reason.NOT_A_GOVERNMENT_CODE, "");
    }
    checkHost(link.group(2));
    Matcher path = PATH.matcher(link.group(3) == null ? "" : link.group(3));
    if (!path.matches()) {
      throw new QrRefusedException(Reason.NOT_A_GOVERNMENT_CODE, "");
    }
    String id = id(path.group(1), path.group(2));
    checkSignature(signedTexts(link, path, id), path.group(5), path.group(6));
    // What follows is signed.
    Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(path.group(4)));
    if (clock.instant().isAfter(expiresAt)) {
      throw new QrRefusedException(Reason.EXPIRED, "");
    }
    return new GovQr(kind(path.group(1)), id, expiresAt);
  }

  /** Returns the text without white space, and without invisible characters at its ends. */
  private static String normalized(String text) {
    int[] points = text.codePoints().filter(point -> !isBlank(point)).toArray();
    int from = 0;
    int to = points.length;
    while (from < to && isInvisible(points[from])) {
      from++;
    }
    while (to > from && (isInvisible(points[to - 1]) || isFullStop(points[to - 1]))) {
      to--;
    }
    if (from < to && isFullWidth(points[from])) {
      // Many scanners act as keyboards, and a keyboard for Chinese writes full-width characters.
      for (int i = from; i < to; i++) {
        points[i] -= isFullWidth(points[i]) ? FULL_WIDTH - '!' : 0;
      }
    }
    return SCANNER_PREFIX.matcher(new String(points, from, to - from)).replaceFirst("");
  }

  /** Returns whether it may be the end of the sentence around a link; no signature ends with it. */
  private static boolean isFullStop(int point) {
    return point == '.' || point == '\u3002' || point == FULL_WIDTH + '.' - '!';
  }

  private static boolean isFullWidth(int point) {
    return point >= FULL_WIDTH && point <= FULL_WIDTH + '~' - '!';
  }

  private static boolean isBlank(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point);
  }

  /** Returns whether it is a format or control character, such as a byte-order mark. */
  private static boolean isInvisible(int point) {
    return Character.getType(point) == Character.FORMAT || Character.isISOControl(point);
  }

  private static String withoutDefaultPort(String authority) {
    return DEFAULT_PORT.matcher(authority.toLowerCase(Locale.ROOT)).replaceFirst("");
  }

  /**
   * Returns the id in a code. The number of a decision may have any printed characters; all other
   * ids are ASCII.
   */
  private static String id(String kind, String segment) throws QrRefusedException {
    try {
      // URLDecoder decodes forms, in which a plus is a blank; in a path it is a plus.
      String id = URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
      boolean isValid =
          kind.equals(GovQr.Kind.PENALTY.letter())
              ? Length.of(id) <= LONGEST_ID && id.codePoints().allMatch(GovQrReader::isPrinted)
              : ID.matcher(id).matches();
      if (isValid) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // The percent-encoding is cut off.
    }
    throw new QrRefusedException(Reason.NOT_A_GOVERNMENT_CODE, "");
  }

  private static boolean isPrinted(int point) {
    return !isBlank(point)
        && !isInvisible(point)
        && point != 0xfffd
        && Character.getType(point) != Character.SURROGATE;
  }

  /**
   * Returns the spellings of the link: the gateway has signed one of them, and a scanner may have
   * turned it into another. All have the same target, so it does not matter which one is signed.
   */
  private static Set<String> signedTexts(Matcher link, Matcher path, String id) {
    // Schemes and hosts are case-insensitive (RFC 3986 section 6.2.2.1).
    String asScanned = link.group(1) + "://" + link.group(2);
    Set<String> origins = new LinkedHashSet<>();
    for (String origin : List.of(asScanned, asScanned.toLowerCase(Locale.ROOT))) {
      String host = DEFAULT_PORT.matcher(origin).replaceFirst("");
      origins.addAll(List.of(origin, host));
      if (host.indexOf(':', "https:".length()) < 0) {
        origins.add(host + ":443");
      }
    }
    Set<String> segments = new LinkedHashSet<>(List.of(path.group(2), encoded(id)));
    if (id.codePoints().allMatch(point -> point > 0x7f || isUnescaped(point))) {
      segments.add(id);
    }
    Set<String> texts = new LinkedHashSet<>();
    for (String segment : segments) {
      for (String origin : origins) {
        texts.add(origin + "/q/" + path.group(1) + "/" + segment + path.group(3));
      }
    }
    return texts;
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  /** Returns whether a path may have the character without percent-encoding. */
  private static boolean isUnescaped(int point) {
    return Character.isLetterOrDigit(point) || "-._~!$'()*,;=:@".indexOf(point) >= 0;
  }

  private void checkHost(String authority) throws QrRefusedException {
    if (hosts.contains(withoutDefaultPort(authority))) {
      return;
    }
    // In name@host, a browser goes to what follows the @.
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    String shown = unicode(host);
    boolean isAscii = shown.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    throw new QrRefusedException(
        isAscii ? Reason.WRONG_HOST : Reason.LOOK_ALIKE_HOST,
        isAscii ? shown : withCodePoints(shown));
  }

  /** Returns the host with the letters that {@code xn--} labels stand for. */
  private static String unicode(String host) {
    return host.length() > 253 ? host.substring(0, 253) : IDN.toUnicode(host);
  }

  /** Returns the host with invisible characters replaced, and the code points beyond ASCII. */
  private static String withCodePoints(String host) {
    Set<String> points = new TreeSet<>();
    StringBuilder visible = new StringBuilder();
    host.codePoints()
        .forEach(
            point -> {
              boolean isAscii = point > 0x20 && point < 0x7f;
              if (!isAscii) {
                points.add(String.format("U+%04X", point));
              }
              visible.appendCodePoint(isAscii || Character.isLetterOrDigit(point) ? point : '?');
            });
    return visible + " (" + String.join(" ", points) + ")";
  }

  private void checkSignature(Set<String> texts, String keyId, String signature)
      throws QrRefusedException {
    Verifier key = keyRing.find(keyId, clock.instant());
    if (key == null && gateway != null) {
      gateway.refreshKeys(keyId, KEYS_WITHIN);
      key = keyRing.find(keyId, clock.instant());
    }
    if (key == null) {
      throw new QrRefusedException(Reason.UNKNOWN_KEY, "");
    }
    for (String text : texts) {
      try {
        key.verify(text.getBytes(UTF_8), Base64.getUrlDecoder().decode(signature));
        return;
      } catch (GeneralSecurityException | IllegalArgumentException e) {
        // Another spelling may be the one that was signed.
      }
    }
    throw new QrRefusedException(Reason.WRONG_SIGNATURE, "");
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
