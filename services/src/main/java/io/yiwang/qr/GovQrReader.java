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
 * Reads the text of a scanned code, and gives its target only when it leads to the gateway's host,
 * is signed by the gateway and has not expired. Forged parking-fine codes are a known fraud.
 * Thread-safe.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 9"
 */
public class GovQrReader {
  private static final int LONGEST = 1024;

  /** Before blanks and marks are taken away. */
  private static final int LONGEST_SCANNED = 4096;

  private static final Pattern LINK =
      Pattern.compile("(https)://([^/?#\\\\]+)(/.*)?", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

  /** The port that {@code https} has without saying so; a colon alone means it, too. */
  private static final Pattern DEFAULT_PORT = Pattern.compile(":(0*443)?$");

  /** What scanners put before a code: the symbology (ISO/IEC 15424), or what it is for. */
  private static final Pattern SCANNERS_PREFIX =
      Pattern.compile("(\\]Q[0-6])?(URL(TO)?:)?", Pattern.CASE_INSENSITIVE);

  /** With what browsers pass over, before it and within. */
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
              // What messengers add when a link is sent on. It is not signed, and not looked at.
              + "(?:&(?![xks]=)[A-Za-z0-9._-]{1,64}=[^&#]{0,256}){0,8}(?:#(?:wechat_redirect|rd)?)?");

  /** The full-width exclamation mark; the other characters of ASCII follow in their order. */
  private static final int FULL_WIDTH = 0xff01;

  private static final int LONGEST_ID = 64;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  /** A person waits for it, with a telephone in hand. */
  private static final Duration KEYS_WITHIN = Duration.ofSeconds(5);

  private final Set<String> hosts;
  private final KeyRing keyRing;
  private final @Nullable Gateway gateway;
  private final Clock clock;

  /**
   * Makes a reader of codes that lead to these hosts.
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
   * Reads codes that lead to these hosts, and asks the gateway for its key list when a code that
   * leads there names a key that the ring does not hold.
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
        hosts.stream().map(GovQrReader::withoutDefaultPort).collect(Collectors.toUnmodifiableSet());
    this.keyRing = keyRing;
    this.gateway = gateway;
    this.clock = clock;
  }

  /**
   * Reads what was scanned. What scanners add or lose is no fault of the code: blanks and line
   * ends, a byte-order mark, a full stop after it, their prefix, {@code :443}, capitals in {@code
   * https} and the host, full-width characters throughout, percent-encoding of Chinese characters
   * or its absence, parameters behind the signature that messengers add.
   *
   * @throws QrRefusedException saying why it is not to be followed
   */
  public GovQr read(String text) throws QrRefusedException {
    String scanned = text.length() > LONGEST_SCANNED ? "" : withoutScannersHabits(text);
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
    // Of what is signed from here on.
    Instant expiresAt = Instant.ofEpochSecond(Long.parseLong(path.group(4)));
    if (clock.instant().isAfter(expiresAt)) {
      throw new QrRefusedException(Reason.EXPIRED, "");
    }
    return new GovQr(kind(path.group(1)), id, expiresAt);
  }

  /**
   * Returns the text without white space, which no link has, and without what cannot be seen at its
   * ends.
   */
  private static String withoutScannersHabits(String text) {
    int[] points = text.codePoints().filter(point -> !isBlank(point)).toArray();
    int from = 0;
    int to = points.length;
    while (from < to && isUnseen(points[from])) {
      from++;
    }
    while (to > from && (isUnseen(points[to - 1]) || isFullStop(points[to - 1]))) {
      to--;
    }
    if (from < to && isFullWidth(points[from])) {
      // So a keyboard writes that is set to Chinese, as which many scanners report.
      for (int i = from; i < to; i++) {
        points[i] -= isFullWidth(points[i]) ? FULL_WIDTH - '!' : 0;
      }
    }
    return SCANNERS_PREFIX.matcher(new String(points, from, to - from)).replaceFirst("");
  }

  /**
   * Returns whether a sentence that a link was copied from may end with it; no signature ends so.
   */
  private static boolean isFullStop(int point) {
    return point == '.' || point == '\u3002' || point == FULL_WIDTH + '.' - '!';
  }

  private static boolean isFullWidth(int point) {
    return point >= FULL_WIDTH && point <= FULL_WIDTH + '~' - '!';
  }

  private static boolean isBlank(int point) {
    return Character.isWhitespace(point) || Character.isSpaceChar(point);
  }

  /**
   * Returns whether it is a byte-order mark, a mark of direction, or a control that frames a
   * transmission.
   */
  private static boolean isUnseen(int point) {
    return Character.getType(point) == Character.FORMAT || Character.isISOControl(point);
  }

  private static String withoutDefaultPort(String authority) {
    return DEFAULT_PORT.matcher(authority.toLowerCase(Locale.ROOT)).replaceFirst("");
  }

  /**
   * Returns what a code is about: a decision's number is as printed, everything else an id of
   * ASCII.
   */
  private static String id(String kind, String segment) throws QrRefusedException {
    try {
      // A plus is no blank here.
      String id = URLDecoder.decode(segment.replace("+", "%2B"), UTF_8);
      boolean good =
          kind.equals(GovQr.Kind.PENALTY.letter())
              ? Length.of(id) <= LONGEST_ID && id.codePoints().allMatch(GovQrReader::isPrinted)
              : ID.matcher(id).matches();
      if (good) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Half of an escape.
    }
    throw new QrRefusedException(Reason.NOT_A_GOVERNMENT_CODE, "");
  }

  private static boolean isPrinted(int point) {
    return !isBlank(point)
        && !isUnseen(point)
        && point != 0xfffd
        && Character.getType(point) != Character.SURROGATE;
  }

  /**
   * Returns the spellings of the same link, of which the gateway has signed one, and a scanner may
   * have made another. All lead to the same place, so it does not matter which.
   */
  private static Set<String> signedTexts(Matcher link, Matcher path, String id) {
    // Capitals count neither in a scheme nor in a host (RFC 3986 section 6.2.2.1).
    String asScanned = link.group(1) + "://" + link.group(2);
    Set<String> places = new LinkedHashSet<>();
    for (String place : List.of(asScanned, asScanned.toLowerCase(Locale.ROOT))) {
      String host = DEFAULT_PORT.matcher(place).replaceFirst("");
      places.addAll(List.of(place, host));
      if (host.indexOf(':', "https:".length()) < 0) {
        places.add(host + ":443");
      }
    }
    Set<String> segments = new LinkedHashSet<>(List.of(path.group(2), encoded(id)));
    if (id.codePoints().allMatch(point -> point > 0x7f || isPlain(point))) {
      segments.add(id);
    }
    Set<String> texts = new LinkedHashSet<>();
    for (String segment : segments) {
      for (String place : places) {
        texts.add(place + "/q/" + path.group(1) + "/" + segment + path.group(3));
      }
    }
    return texts;
  }

  private static String encoded(String id) {
    return URLEncoder.encode(id, UTF_8).replace("+", "%20").replace("*", "%2A");
  }

  /** Returns whether a path carries the character as it is. */
  private static boolean isPlain(int point) {
    return Character.isLetterOrDigit(point) || "-._~!$'()*,;=:@".indexOf(point) >= 0;
  }

  private void checkHost(String authority) throws QrRefusedException {
    if (hosts.contains(withoutDefaultPort(authority))) {
      return;
    }
    // Of name@host, the host is what follows; a browser goes there.
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    String shown = unicode(host);
    boolean ascii = shown.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    throw new QrRefusedException(
        ascii ? Reason.WRONG_HOST : Reason.LOOK_ALIKE_HOST, ascii ? shown : pointed(shown));
  }

  /** Returns the host as it would be shown: {@code xn--} labels in their own letters. */
  private static String unicode(String host) {
    return host.length() > 253 ? host.substring(0, 253) : IDN.toUnicode(host);
  }

  /**
   * Returns the host with what nobody sees made visible, and every letter beyond ASCII with its
   * code point.
   */
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
        // Perhaps another spelling of it.
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
