package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.ServiceQuery;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.testkit.TamperingProxy.Side;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.RegionCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Single bits of real exchanges are turned over on their way, one at a time, in head and body: each
 * is refused, or is shown to stand outside the signature and to change nothing. Every 37th bit, or
 * with {@code -Dtamper.all=true} every one.
 */
class TamperTest {
  private static final int STRIDE = Boolean.getBoolean("tamper.all") ? 1 : 37;

  /** IGS/1 sections 2.1 and 2.2. */
  private static final Set<String> SIGNED =
      Set.of(
          "signature",
          "signature-input",
          "content-digest",
          "content-type",
          "idempotency-key",
          "host",
          "authorization");

  private static final Pattern END_OF_HEAD = Pattern.compile("\\n\\r?\\n");
  private static final Pattern CHUNK =
      Pattern.compile("([0-9a-fA-F]{1,7})[\\x00-\\x20&&[^\\n]]*\\n");
  private static final Pattern BYTES = Pattern.compile(":([A-Za-z0-9+/]+=*):");

  /** Which call. */
  private enum Kind {
    PAGE,
    COMMAND,
    ERROR;

    /** Makes a call, and says what it gave. */
    private String call(GovClient gov) {
      return switch (this) {
        case PAGE ->
            new CatalogClient(gov)
                .search(ServiceQuery.text("护照").pageSize(3)).first().items().stream()
                    .map(item -> item.name() + item.code().value())
                    .toList()
                    .toString();
        case COMMAND ->
            new MessageClient(gov)
                .submit(
                    Message.to(new RegionCode("330106"), "井盖坏了", "三元桥南侧的井盖坏了。").build(),
                    new IdempotencyKey("tamper-1"))
                .toString();
        case ERROR -> new MessageClient(gov).status("m-none", "12345678").toString();
      };
    }

    String outcome(GovClient gov) {
      try {
        return call(gov);
      } catch (RejectedException e) {
        return "no: " + e.problem().status() + " " + e.code();
      } catch (OutcomeUnknownException e) {
        return "?";
      }
    }
  }

  /** How often what happened. */
  private int refused;

  private int harmless;

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void answer_anyBitTurnedOver_isRefusedOrOutsideTheSignature(SandboxScheme scheme)
      throws Exception {
    for (Kind kind : Kind.values()) {
      tamper(scheme, kind, Side.ANSWER);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void request_anyBitTurnedOver_isRefusedOrOutsideTheSignature(SandboxScheme scheme)
      throws Exception {
    for (Kind kind : Kind.values()) {
      tamper(scheme, kind, Side.REQUEST);
    }
  }

  private void tamper(SandboxScheme scheme, Kind kind, Side side) throws Exception {
    refused = 0;
    harmless = 0;
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(20).start();
        TamperingProxy proxy = new TamperingProxy(sandbox.endpoint());
        GovClient patient = client(sandbox, proxy, Duration.ofSeconds(30));
        // Of a length that was turned over, the end is waited for in vain.
        GovClient gov = client(sandbox, proxy, Duration.ofSeconds(1))) {
      String well = kind.outcome(patient);
      assertNotEquals("?", well);
      int bits = proxy.bytes(side).length * 8;
      for (int bit = 0; bit < bits; bit += STRIDE) {
        proxy.turnOver(side, bit);
        String outcome = kind.outcome(gov);
        judge(side, well, outcome, proxy.bytes(side), bit);
      }
      proxy.turnOver(side, -1);
      assertEquals(well, kind.outcome(patient));
      int looked = (bits + STRIDE - 1) / STRIDE;
      assertEquals(looked, refused + harmless);
      assertTrue(harmless < looked / 2, "most of it must be signed");
      long messages = sandbox.messageDesk().received().size();
      assertEquals(kind == Kind.COMMAND ? 1 : 0, messages, "nothing else was done");
    }
    System.out.printf(
        "%s %s of %s: %,d bits refused, %,d outside the signature%n",
        scheme, side, kind, refused, harmless);
  }

  private static GovClient client(GovSandbox sandbox, TamperingProxy proxy, Duration timeout) {
    return sandbox
        .clientBuilder()
        .endpoint(proxy.endpoint())
        .maxAttempts(1)
        .callTimeout(timeout)
        .build();
  }

  private void judge(Side side, String well, String outcome, byte[] message, int bit) {
    boolean same = isSameToTheSignature(message, bit);
    String where = side + " bit " + bit + " in: " + around(message, bit / 8);
    if (outcome.equals(well) && same) {
      harmless++;
      return;
    }
    // A gateway may say a verified no to a request that came otherwise, another than it says to the
    // one that was sent; of an answer, nobody knows.
    boolean no =
        side == Side.REQUEST && outcome.startsWith("no: 4") && (same || !outcome.equals(well));
    assertTrue(outcome.equals("?") || no, () -> where + " gave " + outcome);
    refused++;
  }

  private static String around(byte[] message, int at) {
    int from = Math.max(0, at - 20);
    return new String(message, from, Math.min(40, message.length - from), ISO_8859_1)
        .replaceAll("[^ -~]", ".");
  }

  private static boolean isSameToTheSignature(byte[] message, int bit) {
    byte[] changed = message.clone();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return signed(message).equals(signed(changed));
  }

  /**
   * What the signature speaks of: start, signed headers, body. Lines may end with a line feed alone
   * (RFC 9112 section 2.2), and what surrounds a value is not of it.
   */
  private static Map<String, String> signed(byte[] message) {
    String text = new String(message, ISO_8859_1);
    Matcher end = END_OF_HEAD.matcher(text);
    if (!end.find()) {
      return Map.of("all", text);
    }
    Map<String, String> signed = new LinkedHashMap<>();
    String[] head = text.substring(0, end.start()).split("\n");
    String start = head[0].trim();
    // An answer's reason is words for people.
    signed.put("start", start.startsWith("HTTP/") ? start.split(" ")[1] : start);
    boolean chunked = false;
    for (String line : Arrays.asList(head).subList(1, head.length)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).trim();
      chunked |= name.equals("transfer-encoding") && value.equalsIgnoreCase("chunked");
      if (SIGNED.contains(name)) {
        signed.merge(name, decoded(value), (a, b) -> a + ", " + b);
      }
    }
    String body = text.substring(end.end());
    signed.put("body", chunked ? unchunked(body) : body);
    return signed;
  }

  /** Bits that base64 has beyond its bytes are not failed on (RFC 8941 section 4.2.7). */
  private static String decoded(String value) {
    return BYTES
        .matcher(value)
        .replaceAll(
            found -> {
              try {
                return HexFormat.of().formatHex(Base64.getDecoder().decode(found.group(1)));
              } catch (IllegalArgumentException e) {
                return Matcher.quoteReplacement(found.group());
              }
            });
  }

  /** The body of its chunks (RFC 9112 section 7.1); as it is, if that is no such thing. */
  private static String unchunked(String body) {
    StringBuilder whole = new StringBuilder();
    int at = 0;
    while (true) {
      Matcher size = CHUNK.matcher(body).region(at, body.length());
      if (!size.lookingAt()) {
        return body;
      }
      int length = Integer.parseInt(size.group(1), 16);
      int end = size.end() + length;
      if (length == 0) {
        return whole.toString();
      }
      if (end > body.length()) {
        return body;
      }
      whole.append(body, size.end(), end);
      // Nothing may stand here; OkHttp passes over what does.
      at = body.indexOf('\n', end) + 1;
      if (at == 0) {
        return body;
      }
    }
  }
}
