package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.ServiceQuery;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.testkit.TamperingProxy.Side;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Single bits of real exchanges are turned over on their way, one at a time, in head and body: each
 * is refused, or is shown to stand outside the signature and to change nothing. About 200 bits of
 * each, or with {@code -Dtamper.all=true} every one.
 */
@Tag("proof")
class TamperTest {
  private static final boolean ALL = Boolean.getBoolean("tamper.all");

  /** IGS/1 section 7; the host that a callback goes to is not of it. */
  private static final Set<String> SIGNED_OF_CALLBACKS =
      Set.of("signature", "signature-input", "content-digest", "content-type");

  /** IGS/1 sections 2.1 and 2.2. */
  private static final Set<String> SIGNED =
      Stream.concat(
              SIGNED_OF_CALLBACKS.stream(), Stream.of("idempotency-key", "host", "authorization"))
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern END_OF_HEAD = Pattern.compile("\\n\\r?\\n");
  private static final Pattern CHUNK =
      Pattern.compile("([0-9a-fA-F]{1,7})[\\x00-\\x20&&[^\\n]]*\\n");
  private static final Pattern BYTES = Pattern.compile(":([A-Za-z0-9+/]+=*):");

  /** Which call. */
  private enum Kind {
    PAGE,
    COMMAND,
    ERROR,
    DOWNLOAD;

    /** Makes a call, and says what it gave. */
    private String call(GovClient gov, Path file) throws IOException {
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
        case DOWNLOAD -> {
          new CatalogClient(gov).snapshot(file, null);
          String text = Files.readString(file);
          Files.delete(file);
          yield text;
        }
      };
    }

    String outcome(GovClient gov, Path file) throws IOException {
      try {
        return call(gov, file);
      } catch (RejectedException e) {
        return "no: " + e.problem().status() + " " + e.code();
      } catch (OutcomeUnknownException e) {
        return "?";
      }
    }
  }

  @TempDir private Path folder;

  /** How often what happened. */
  private int refused;

  private int harmless;

  /** What was taken though it was changed. */
  private final List<String> taken = new ArrayList<>();

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

  /** Odd, so that each bit of a byte has its turn. */
  private static int stride(int bits) {
    return ALL ? 1 : Math.max(37, bits / 300 | 1);
  }

  private void tamper(SandboxScheme scheme, Kind kind, Side side) throws Exception {
    refused = 0;
    harmless = 0;
    Path file = folder.resolve("snapshot");
    // Of a whole catalog, two services are enough.
    int services = kind == Kind.DOWNLOAD ? 2 : 20;
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(services).start();
        TamperingProxy proxy = new TamperingProxy(sandbox.endpoint());
        GovClient patient = client(sandbox, proxy, Duration.ofSeconds(30));
        // Of a length that was turned over, the end is waited for in vain.
        GovClient gov = client(sandbox, proxy, Duration.ofSeconds(1))) {
      String well = kind.outcome(patient, file);
      assertNotEquals("?", well);
      int bits = proxy.bytes(side).length * 8;
      int stride = stride(bits);
      for (int bit = 0; bit < bits; bit += stride) {
        proxy.turnOver(side, bit);
        String outcome = kind.outcome(gov, file);
        judge(side, well, outcome, proxy.bytes(side), bit);
        assertFalse(Files.exists(file), "what was refused stands nowhere");
      }
      proxy.turnOver(side, -1);
      assertEquals(well, kind.outcome(patient, file));
      assertEquals(List.of(), taken);
      int looked = (bits + stride - 1) / stride;
      assertEquals(looked, refused + harmless);
      assertTrue(harmless < looked / 2, "most of it must be signed");
      long messages = sandbox.messageControls().received().size();
      assertEquals(kind == Kind.COMMAND ? 1 : 0, messages, "nothing else was done");
    }
    System.out.printf(
        "%s %s of %s: %,d bits refused, %,d outside the signature%n",
        scheme, side, kind, refused, harmless);
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void callback_anyBitTurnedOver_isRefusedOrOutsideTheSignature(SandboxScheme scheme)
      throws Exception {
    AtomicInteger handed = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).start()) {
      CallbackReceiver receiver =
          CallbackReceiver.builder()
              .keyRing(KeyRing.pinned(sandbox.gatewayVerifier()))
              .clock(sandbox.clock())
              .handler(
                  callback -> {
                    handed.incrementAndGet();
                    throw new IllegalStateException("so that it is reported again");
                  })
              .build();
      server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
      server.start();
      URI platform =
          URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/gov/callbacks");
      try (TamperingProxy proxy = new TamperingProxy(platform)) {
        CallbackControls desk = sandbox.callbackControls();
        desk.deliverTo(proxy.endpoint());
        sandbox.catalogControls().update(sandbox.seed().serviceCode("普通护照签发", "330106"));
        desk.deliver();
        assertEquals(1, handed.getAndSet(0));
        int bits = proxy.bytes(Side.REQUEST).length * 8;
        int stride = stride(bits);
        for (int bit = 0; bit < bits; bit += stride) {
          proxy.turnOver(Side.REQUEST, bit);
          desk.deliver();
          String where = "bit " + bit + " in: " + around(proxy.bytes(Side.REQUEST), bit / 8);
          if (handed.getAndSet(0) == 0) {
            refused++;
          } else if (isSameToTheSignature(proxy.bytes(Side.REQUEST), bit, SIGNED_OF_CALLBACKS)) {
            harmless++;
          } else {
            taken.add(where);
          }
          assertEquals(1, desk.unacknowledged(), () -> where + " was acknowledged");
        }
        proxy.turnOver(Side.REQUEST, -1);
        desk.deliver();
        assertEquals(1, handed.get());
        assertEquals(List.of(), taken);
        assertTrue(harmless < refused, "most of it must be signed");
      }
    } finally {
      server.stop(0);
    }
    System.out.printf(
        "%s callback: %,d bits refused, %,d outside the signature%n", scheme, refused, harmless);
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
    boolean same = isSameToTheSignature(message, bit, SIGNED);
    String where = side + " bit " + bit + " in: " + around(message, bit / 8);
    if (outcome.equals(well) && same) {
      harmless++;
      return;
    }
    // A gateway may say a verified no to a request that came otherwise, another than it says to the
    // one that was sent; of an answer, nobody knows.
    boolean no =
        side == Side.REQUEST && outcome.startsWith("no: 4") && (same || !outcome.equals(well));
    if (!outcome.equals("?") && !no) {
      taken.add(where + " gave " + outcome);
    }
    refused++;
  }

  private static String around(byte[] message, int at) {
    int from = Math.max(0, at - 20);
    return new String(message, from, Math.min(40, message.length - from), ISO_8859_1)
        .replaceAll("[^ -~]", ".");
  }

  private static boolean isSameToTheSignature(byte[] message, int bit, Set<String> names) {
    byte[] changed = message.clone();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return signed(message, names).equals(signed(changed, names));
  }

  /**
   * What the signature speaks of: start, signed headers, body. Lines may end with a line feed alone
   * (RFC 9112 section 2.2), and what surrounds a value is not of it.
   */
  private static Map<String, String> signed(byte[] message, Set<String> names) {
    String text = new String(message, ISO_8859_1);
    Matcher end = END_OF_HEAD.matcher(text);
    if (!end.find()) {
      return Map.of("all", text);
    }
    Map<String, String> signed = new LinkedHashMap<>();
    String[] head = text.substring(0, end.start()).split("\n");
    signed.put("start", start(head[0].trim()));
    boolean chunked = false;
    for (String line : Arrays.asList(head).subList(1, head.length)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).trim();
      chunked |= name.equals("transfer-encoding") && value.equalsIgnoreCase("chunked");
      if (names.contains(name)) {
        // Jetty gives a media type, whose case says nothing (RFC 9110 section 8.3.1), in lower
        // case.
        String read = name.equals("content-type") ? value.toLowerCase(Locale.ROOT) : decoded(value);
        signed.merge(name, read, (a, b) -> a + ", " + b);
      }
    }
    String body = text.substring(end.end());
    signed.put("body", chunked ? unchunked(body) : body);
    return signed;
  }

  /**
   * An answer's status: its reason is words for people. A request's method, which Jetty reads in
   * any case, and target: what follows is the connection's version, and to the JDK's server
   * anything at all.
   */
  private static String start(String line) {
    String[] parts = line.split(" ");
    if (line.startsWith("HTTP/")) {
      return parts[1];
    }
    return parts.length < 3 ? line : parts[0].toUpperCase(Locale.ROOT) + " " + parts[1];
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
