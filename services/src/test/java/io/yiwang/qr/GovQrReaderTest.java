package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.KeyRing;
import io.yiwang.KeyRings;
import io.yiwang.qr.QrRefusedException.Reason;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.Ed25519Verifier;
import io.yiwang.signing.GatewayKey;
import io.yiwang.value.Language;
import java.io.IOException;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GovQrReaderTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
  private static final String GOOD = "https://gw.example.gov.cn/q/p/0301717010100001";

  private KeyPair keys;
  private GovQrReader reader;

  @BeforeEach
  void open() throws GeneralSecurityException {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    reader =
        new GovQrReader(
            Set.of("gw.example.gov.cn", "gw.example.gov.cn:8443"),
            KeyRing.pinned(new Ed25519Verifier("gw-1", keys.getPublic())),
            Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private String signed(String target, long expiry, String keyId)
      throws GeneralSecurityException, IOException {
    String text = target + "?x=" + expiry + "&k=" + keyId;
    byte[] signature = new Ed25519Signer("gw-1", keys.getPrivate()).sign(text.getBytes(UTF_8));
    return text + "&s=" + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private String signed(String target) throws GeneralSecurityException, IOException {
    return signed(target, NOW.getEpochSecond() + 60, "gw-1");
  }

  private QrRefusedException refused(String text) {
    return assertThrows(QrRefusedException.class, () -> reader.read(text));
  }

  @Test
  void read_missingKey_isFetchedForCodesOfTheGatewayAlone() throws Exception {
    KeyRing ring =
        KeyRing.trusting((key, host, at) -> new Ed25519Verifier(key.keyid(), keys.getPublic()));
    List<String> asked = new ArrayList<>();
    Gateway gateway =
        new Gateway() {
          @Override
          public <T> T call(GovRequest<T> request) {
            throw new AssertionError("only the list is fetched");
          }

          @Override
          public void refreshKeys(String keyId, Duration timeout) {
            asked.add(keyId);
            OffsetDateTime now = NOW.atOffset(ZoneOffset.UTC);
            GatewayKey key =
                new GatewayKey("gw-1", "ed25519", "sign", now, now.plusDays(1), List.of("chain"));
            KeyRings.adopt(ring, key, NOW, NOW);
          }
        };
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    reader = new GovQrReader(Set.of("gw.example.gov.cn"), ring, gateway, clock);

    assertEquals(Reason.WRONG_HOST, refused(signed("https://other.cn/q/p/1")).reason());
    assertEquals(List.of(), asked);
    assertEquals("0301717010100001", reader.read(signed(GOOD)).id());
    assertEquals("0301717010100001", reader.read(signed(GOOD)).id());
    assertEquals(List.of("gw-1"), asked);
    String unknown = signed(GOOD, NOW.getEpochSecond() + 60, "gw-9");
    assertEquals(Reason.UNKNOWN_KEY, refused(unknown).reason());
    assertEquals(List.of("gw-1", "gw-9"), asked);
  }

  @ParameterizedTest
  @CsvSource({"p, PENALTY", "s, SERVICE", "c, CAMPAIGN", "g, SIGNING"})
  void read_genuineCode_returnsItsTarget(String letter, GovQr.Kind kind) throws Exception {
    GovQr code = reader.read(signed("https://GW.example.gov.cn:8443/q/" + letter + "/id-1"));

    assertEquals(new GovQr(kind, "id-1", NOW.plusSeconds(60)), code);
    assertEquals("GovQr[" + kind + "]", code.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "http://gw.example.gov.cn/q/p/1",
        "weixin://dl",
        "HTTPS",
        "https:///q/p/1",
        "https://gw.example.gov.cn",
        "https://gw.example.gov.cn/q/p/1",
        "https://gw.example.gov.cn/q/p/../1?x=1&k=gw-1&s=AA",
        "https://gw.example.gov.cn/q/p/1?x=1&k=gw-1&s=AA#x",
        "https://gw.example.gov.cn/q/p/1?k=gw-1&x=1&s=AA",
        "https://gw.example.gov.cn\\@evil.example/q/p/1?x=1&k=gw-1&s=AA"
      })
  void read_otherTexts_areRefused(String text) {
    assertEquals(Reason.NOT_A_GOVERNMENT_CODE, refused(text).reason());
  }

  /** The texts are what scanners return; {@code *} is the code. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*\r\n",
        "*\r",
        "\n*\n",
        "  *\t",
        "\ufeff*",
        "\u3000*\u00a0",
        "\u200b*\u200e",
        "\u0002*\u0003",
        "*\u0000",
        "*\u001d\u0004",
        "]Q1*\r\n",
        "\u0002]Q3*\u0003",
        "URL:*",
        "URLTO:*",
        "*.",
        "*\u3002\r\n",
        "*&from=singlemessage&isappinstalled=0",
        "*&utm_source=wechat_session&utm_medium=social",
        "*#wechat_redirect",
        "*&from=timeline#rd"
      })
  void read_additionsOfScanners_areIgnored(String habit) throws Exception {
    String good = signed(GOOD);

    assertEquals("0301717010100001", reader.read(habit.replace("*", good)).id());
  }

  @Test
  void read_schemeAndHostInCapitals_isAccepted() throws Exception {
    String good = signed(GOOD);
    String inCapitals = signed(GOOD.replace("https://gw", "HTTPS://GW"));
    for (String text :
        List.of(
            good.replace("https", "HTTPS"),
            good.replace("https://gw.example.gov.cn", "Https://GW.Example.Gov.CN"),
            good.replace("https://gw.example.gov.cn", "HTTPS://GW.EXAMPLE.GOV.CN:443"),
            inCapitals)) {
      assertEquals("0301717010100001", reader.read(text).id(), text);
    }
    assertEquals(Reason.WRONG_HOST, refused(good.replace("gw.", "GW2.")).reason());
  }

  /** Scanners that act as keyboards write so if the keyboard is set to Chinese. */
  @Test
  void read_fullWidthThroughout_isAccepted() throws Exception {
    String start = GOOD.substring(0, GOOD.lastIndexOf('/') + 1);
    String encoded = URLEncoder.encode("沪市监浦处（2023）1号", UTF_8);

    assertEquals("0301717010100001", reader.read(fullWidth(signed(GOOD))).id());
    assertEquals(
        "0301717010100001", reader.read("\u3000" + fullWidth("URL:" + signed(GOOD)) + "\r").id());
    assertEquals("沪市监浦处（2023）1号", reader.read(fullWidth(signed(start + encoded))).id());
    assertEquals("沪市监浦处（2023）1号", reader.read(signed(start + encoded)).id());
    assertEquals(
        Reason.WRONG_HOST, refused(fullWidth(signed("https://evil.example/q/p/1"))).reason());
    // Single full-width letters do not come from a keyboard.
    assertEquals(Reason.LOOK_ALIKE_HOST, refused(signed(GOOD).replace("gw.", "\uff47w.")).reason());
  }

  private static String fullWidth(String ascii) {
    StringBuilder wide = new StringBuilder();
    ascii.chars().forEach(c -> wide.append((char) (c - '!' + 0xff01)));
    return wide.toString();
  }

  @Test
  void read_codeInSeveralLines_isJoined() throws Exception {
    String good = signed(GOOD);
    for (String inserted : List.of("\r\n", "\n", "\t", " ", "\u00a0")) {
      for (int at = 1; at < good.length(); at += 7) {
        String broken = good.substring(0, at) + inserted + good.substring(at);
        assertEquals("0301717010100001", reader.read(broken).id());
      }
    }
  }

  /** A code, the settings or a scanner may name the default port. */
  @Test
  void read_defaultPortNamedOrNot_isAccepted() throws Exception {
    String bare = signed(GOOD);
    String named = signed(GOOD.replace("cn/", "cn:443/"));
    KeyRing ring = KeyRing.pinned(new Ed25519Verifier("gw-1", keys.getPublic()));
    for (String host : List.of("gw.example.gov.cn", "GW.example.gov.cn:443")) {
      reader = new GovQrReader(Set.of(host), ring, Clock.fixed(NOW, ZoneOffset.UTC));
      for (String text :
          List.of(
              bare,
              named,
              bare.replace("cn/", "cn:443/"),
              named.replace(":443/", "/"),
              bare.replace("cn/", "cn:/"))) {
        assertEquals("0301717010100001", reader.read(text).id(), text);
      }
      assertEquals(Reason.WRONG_HOST, refused(bare.replace("cn/", "cn:8443/")).reason());
      assertEquals(Reason.WRONG_HOST, refused(bare.replace("cn/", "cn:443:443/")).reason());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "X城罚字〔2020〕第1号",
        "杭西综执罚字〔2017〕第000123号",
        "京公交决字[2021]第110108-2900123号",
        "沪市监浦处（2023）152023000001号",
        "𠮷罚〔二〇二一〕１号",
        "a+b%41号",
        "第1/2号"
      })
  void read_numberWithChineseCharacters_returnsItAsPrinted(String number) throws Exception {
    String encoded = URLEncoder.encode(number, UTF_8).replace("+", "%20");
    String start = GOOD.substring(0, GOOD.lastIndexOf('/') + 1);
    String good = signed(start + encoded);
    assertEquals(number, reader.read(good).id());
    // Percent-encoding may be in lower case.
    assertEquals(number, reader.read(lowerEscapes(good)).id());
    if (number.chars().noneMatch(c -> "/%+[]".indexOf(c) >= 0)) {
      // The scanner or the gateway may omit the percent-encoding.
      assertEquals(number, reader.read(good.replace(encoded, number)).id());
      String plain = signed(start + number);
      assertEquals(number, reader.read(plain).id());
      assertEquals(number, reader.read(plain.replace(number, encoded)).id());
      assertEquals(Reason.WRONG_SIGNATURE, refused(plain.replace("号", "號")).reason());
    }
  }

  private static String lowerEscapes(String text) {
    return Pattern.compile("%[0-9A-F]{2}")
        .matcher(text)
        .replaceAll(found -> found.group().toLowerCase(Locale.ROOT));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p/%",
        "p/%4",
        "p/%zz",
        "p/%ff%fe",
        "p/%20",
        "p/%00",
        "p/a%0Ab",
        "p/%E2%80%8B1",
        "p/%ED%A0%80",
        "s/%E5%8F%B7",
        "c/a%2Fb"
      })
  void read_idWithInvalidCharacters_isRefused(String target) throws Exception {
    assertEquals(
        Reason.NOT_A_GOVERNMENT_CODE,
        refused(signed("https://gw.example.gov.cn/q/" + target)).reason());
  }

  @Test
  void read_numberOfTooManyCharacters_isRefused() throws Exception {
    String start = GOOD.substring(0, GOOD.lastIndexOf('/') + 1);
    String encoded = URLEncoder.encode("号", UTF_8);
    assertEquals("号".repeat(64), reader.read(signed(start + encoded.repeat(64))).id());
    assertEquals(
        Reason.NOT_A_GOVERNMENT_CODE, refused(signed(start + encoded.repeat(65))).reason());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\ufeffjavascript:alert(1)",
        "URL:javascript:alert(1)",
        "]Q1javascript:alert(1)",
        "java\u00a0script:alert(1)",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        " \tjava\nscript\r:alert(1)",
        "\u0001javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "intent://pay#Intent;end",
        "content://x"
      })
  void read_script_isRefusedAsOne(String text) {
    assertEquals(Reason.SCRIPT, refused(text).reason());
  }

  @Test
  void read_tooLong_isRefused() {
    assertEquals(
        Reason.NOT_A_GOVERNMENT_CODE,
        refused("https://gw.example.gov.cn/" + "a".repeat(2000)).reason());
  }

  @ParameterizedTest
  @CsvSource({
    "https://gw.example.gov.cn.evil.example/q/p/1, gw.example.gov.cn.evil.example",
    "https://evil.example/q/p/1, evil.example",
    "https://gw.example.gov.cn@evil.example/q/p/1, evil.example",
    "https://gw.example.gov.cn:443@evil.example/q/p/1, evil.example",
    "https://gw.examp1e.gov.cn/q/p/1, gw.examp1e.gov.cn",
    "https://gw.example.gov.cn:444/q/p/1, gw.example.gov.cn:444",
    "https://gw.example.gov.cn./q/p/1, gw.example.gov.cn.",
    // Hosts that begin or end as the gateway's.
    "https://evilgw.example.gov.cn/q/p/1, evilgw.example.gov.cn",
    "https://pay.gw.example.gov.cn/q/p/1, pay.gw.example.gov.cn",
    "https://evil.example@gw.example.gov.cn/q/p/1, gw.example.gov.cn",
    "https://gw.example.gov.cn.evil.example/q/p/1, gw.example.gov.cn.evil.example",
    "https://example.gov.cn/q/p/1, example.gov.cn"
  })
  void read_otherHost_isRefusedWithTheHostThatABrowserOpens(String target, String host)
      throws Exception {
    QrRefusedException e = refused(signed(target));

    assertEquals(Reason.WRONG_HOST, e.reason());
    assertEquals(host, e.host());
  }

  @ParameterizedTest
  @CsvSource({
    // Cyrillic o and e.
    "https://gw.example.g\u043ev.cn/q/p/1, gw.example.g\u043ev.cn (U+043E)",
    "https://gw.\u0435xample.gov.cn/q/p/1, gw.\u0435xample.gov.cn (U+0435)",
    // Greek omicron in an xn-- label.
    "https://gw.example.xn--gv-jbc.cn/q/p/1, gw.example.g\u03bfv.cn (U+03BF)",
    // A character that looks like a slash, and an invisible one.
    "https://gw.example.gov.cn\u2215q.evil.example/q/p/1, gw.example.gov.cn?q.evil.example"
        + " (U+2215)",
    "https://gw.example.gov\u200b.cn/q/p/1, gw.example.gov?.cn (U+200B)"
  })
  void read_lookAlikeHost_isRefusedWithItsCodePoints(String target, String host) {
    QrRefusedException e = refused(target + "?x=1800000060&k=gw-1&s=AA");

    assertEquals(Reason.LOOK_ALIKE_HOST, e.reason());
    assertEquals(host, e.host());
    assertTrue(String.valueOf(e.getMessage()).contains(host));
  }

  @Test
  void read_unknownKind_isRefused() throws Exception {
    assertEquals(Reason.UNKNOWN_KIND, refused(signed("https://gw.example.gov.cn/q/z/1")).reason());
  }

  @Test
  void read_expiredCode_isRefusedAsExpiredOnlyIfGenuine() throws Exception {
    String old = signed(GOOD, NOW.getEpochSecond() - 1, "gw-1");

    assertEquals(Reason.EXPIRED, refused(old).reason());
    assertEquals(Reason.WRONG_SIGNATURE, refused(old.replace("0100001?", "0100002?")).reason());
  }

  /** The signed parameters may occur only once. */
  @ParameterizedTest
  @ValueSource(
      strings = {"&x=1900000000", "&k=gw-1", "&s=AA", "&from=a&s=AA", "&from", "#x", "?a=b"})
  void read_signedParameterAfterTheSignature_isRefused(String more) throws Exception {
    assertEquals(Reason.NOT_A_GOVERNMENT_CODE, refused(signed(GOOD) + more).reason());
  }

  @Test
  void read_unknownKey_isRefused() throws Exception {
    assertEquals(Reason.UNKNOWN_KEY, refused(signed(GOOD, 1_800_000_060, "gw-2")).reason());
  }

  @Test
  void read_flippedBit_isRefusedOrHasNoEffect() throws Exception {
    // At least one bit of each letter.
    assertFlipsAreRefused(5);
  }

  @Test
  @Tag("proof")
  void read_eachFlippedBit_isRefusedOrHasNoEffect() throws Exception {
    assertFlipsAreRefused(1);
  }

  private void assertFlipsAreRefused(int step) throws Exception {
    String good = signed(GOOD);
    reader.read(good);
    // The last letter of base64 has unused bits.
    int last = good.length() - 1;
    int host = "https://gw.example.gov.cn".length();
    for (int bit = 0; bit < last * 7; bit += step) {
      char[] changed = good.toCharArray();
      changed[bit / 7] ^= (char) (1 << (bit % 7));
      String text = new String(changed);
      if (text.substring(0, host).equalsIgnoreCase(good.substring(0, host)) && bit / 7 < host) {
        // Case does not matter in the scheme and the host.
        assertEquals("0301717010100001", reader.read(text).id());
      } else {
        refused(text);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void text_everyReason_isInBothLanguages(Reason reason) {
    QrRefusedException e = new QrRefusedException(reason, "");

    assertTrue(e.text(Language.ZH_CN).matches(".*[\\u4e00-\\u9fff].*"));
    assertFalse(e.text(Language.EN).isEmpty());
  }

  @Test
  void constructor_withoutHosts_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new GovQrReader(Set.of(), KeyRing.pinned(new Ed25519Verifier("g", keys.getPublic()))));
  }
}
