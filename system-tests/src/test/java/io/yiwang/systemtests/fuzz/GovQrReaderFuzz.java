package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.KeyRing;
import io.yiwang.qr.GovQr;
import io.yiwang.qr.GovQrReader;
import io.yiwang.qr.QrRefusedException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Fuzzes the texts of scanned QR codes. */
public final class GovQrReaderFuzz implements FuzzTarget {
  private static final String HOST = "gw.example.gov.cn";
  private static final List<String> SIGNED =
      Stream.of("p/pd-1?x=1900000000", "s/svc.1?x=1900000000", "c/c?x=1800000000")
          .map(GovQrReaderFuzz::signed)
          .toList();
  private static final String EXPIRED = signed("g/a?x=1");

  /** Kind, id and expiry of each signed code. */
  private static final Set<String> READ =
      Set.of("PENALTY pd-1 1900000000", "SERVICE svc.1 1900000000", "CAMPAIGN c 1800000000");

  private static String signed(String target) {
    String text = "https://" + HOST + "/q/" + target + "&k=gw-1";
    String signature = MacKey.sign(text.getBytes(UTF_8));
    return text + "&s=" + signature.replace('+', '-').replace('/', '_').replace("=", "");
  }

  private final GovQrReader reader =
      new GovQrReader(
          Set.of(HOST),
          KeyRing.pinned(new MacKey()),
          Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC));

  @Override
  public Stream<byte[]> good() {
    return SIGNED.stream().map(text -> text.getBytes(UTF_8));
  }

  @Override
  public Stream<byte[]> others() {
    return Stream.of(
            EXPIRED,
            "https://gw.example.gov.cn@evil.example/q/p/a?x=1&k=a&s=a",
            "https://gw.example.g\u043ev.cn/q/p/a?x=1&k=a&s=a",
            "https://xn--gv-8ka.cn/q/p/a",
            "java\tscript:alert(1)")
        .map(text -> text.getBytes(UTF_8));
  }

  /** Checks that a text is a signed code or is refused with a reason. */
  @Override
  public boolean read(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    try {
      GovQr code = reader.read(text);
      // The text may differ, since the reader removes what scanners add.
      assertTrue(
          READ.contains(code.kind() + " " + code.id() + " " + code.expiresAt().getEpochSecond()));
      return true;
    } catch (QrRefusedException e) {
      assertEquals(e.host(), e.host().replaceAll("\\p{Cntrl}", ""));
      assertFalse(e.host().codePoints().anyMatch(c -> Character.getType(c) == Character.FORMAT));
      return false;
    }
  }
}
