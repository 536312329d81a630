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
 * Flips single bits of real exchanges, in head and body, and checks that each flip is refused, or
 * is outside of what is signed and changes nothing. It flips about 200 bits of each exchange, or
 * every one with {@code -Dtamper.all=true}.
 */
@Tag("proof")
class TamperTest {
  private static final boolean ALL = Boolean.getBoolean("tamper.all");

  /** The signed headers of a callback (IGS/1 section 7), of which the host is not one. */
  private static final Set<String> SIGNED_OF_CALLBACKS =
      Set.of("signature", "signature-input", "content-digest", "content-type");

  /** The signed headers of a call (IGS/1 sections 2.1 and 2.2). */
  private static final Set<String> SIGNED =
      Stream.concat(
              SIGNED_OF_CALLBACKS.stream(), Stream.of("idempotency-key", "host", "authorization"))
          .collect(Collectors.toUnmodifiableSet());

  private static final Pattern END_OF_HEAD = Pattern.compile("\\n\\r?\\n");
  private static final Pattern CHUNK =
      Pattern.compile("([0-9a-fA-F]{1,7})[\\x00-\\x20&&[^\\n]]*\\n");
  private static final Pattern BYTES = Pattern.compile(":([A-Za-z0-9+/]+=*):");

  /** The calls whose exchanges are changed. */
  private enum Kind {
    PAGE,
    COMMAND,
    ERROR,
    DOWNLOAD;

    /** Makes the call and returns its result as text. */
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

  private int refused;

  private int harmless;

  /** The changes of signed parts that nobody noticed. */
  private final List<String> unnoticed = new ArrayList<>();

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void answer_anyBitFlipped_isRefusedOrOutsideTheSignature(SandboxScheme scheme) throws Exception {
    for (Kind kind : Kind.values()) {
      tamper(scheme, kind, Side.ANSWER);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void request_anyBitFlipped_isRefusedOrOutsideTheSignature(SandboxScheme scheme) throws Exception {
    for (Kind kind : Kind.values()) {
      tamper(scheme, kind, Side.REQUEST);
    }
  }

  /** Returns an odd distance between flipped bits, so that each bit of a byte has its turn. */
  private static int stride(int bits) {
    return ALL ? 1 : Math.max(37, bits / 300 | 1);
  }

  private void tamper(SandboxScheme scheme, Kind kind, Side side) throws Exception {
    refused = 0;
    harmless = 0;
    Path file = folder.resolve("snapshot");
    // A snapshot of two services is enough.
    int services = kind == Kind.DOWNLOAD ? 2 : 20;
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).services(services).start();
        TamperingProxy proxy = new TamperingProxy(sandbox.endpoint());
        GovClient patient = client(sandbox, proxy, Duration.ofSeconds(30));
        // After a flip in a length, the client waits in vain for the end.
        GovClient gov = client(sandbox, proxy, Duration.ofSeconds(1))) {
      String expected = kind.outcome(patient, file);
      assertNotEquals("?", expected);
      int bits = proxy.bytes(side).length * 8;
      int stride = stride(bits);
      for (int bit = 0; bit < bits; bit += stride) {
        proxy.flip(side, bit);
        String outcome = kind.outcome(gov, file);
        judge(side, expected, outcome, proxy.bytes(side), bit);
        assertFalse(Files.exists(file), "a refused download leaves no file");
      }
      proxy.flip(side, -1);
      assertEquals(expected, kind.outcome(patient, file));
      assertEquals(List.of(), unnoticed);
      int flipped = (bits + stride - 1) / stride;
      assertEquals(flipped, refused + harmless);
      assertTrue(harmless < flipped / 2, "most of it must be signed");
      long messages = sandbox.messageControls().received().size();
      assertEquals(kind == Kind.COMMAND ? 1 : 0, messages, "messages received");
    }
    System.out.printf(
        "%s %s of %s: %,d bits refused, %,d outside the signature%n",
        scheme, side, kind, refused, harmless);
  }

  @ParameterizedTest
  @EnumSource(names = {"ED25519", "SM2"})
  void callback_anyBitFlipped_isRefusedOrOutsideTheSignature(SandboxScheme scheme)
      throws Exception {
    AtomicInteger handled = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).start()) {
      CallbackReceiver receiver =
          CallbackReceiver.builder()
              .keyRing(KeyRing.pinned(sandbox.gatewayVerifier()))
              .clock(sandbox.clock())
              .handler(
                  callback -> {
                    handled.incrementAndGet();
                    throw new IllegalStateException("so that it is delivered again");
                  })
              .build();
      server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
      server.start();
      URI platform =
          URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/gov/callbacks");
      try (TamperingProxy proxy = new TamperingProxy(platform)) {
        CallbackControls callbacks = sandbox.callbackControls();
        callbacks.deliverTo(proxy.endpoint());
        sandbox.catalogControls().update(sandbox.seed().serviceCode("普通护照签发", "330106"));
        callbacks.deliver();
        assertEquals(1, handled.getAndSet(0));
        int bits = proxy.bytes(Side.REQUEST).length * 8;
        int stride = stride(bits);
        for (int bit = 0; bit < bits; bit += stride) {
          proxy.flip(Side.REQUEST, bit);
          callbacks.deliver();
          String where = "bit " + bit + " in: " + around(proxy.bytes(Side.REQUEST), bit / 8);
          if (handled.getAndSet(0) == 0) {
            refused++;
          } else if (isSameToTheSignature(proxy.bytes(Side.REQUEST), bit, SIGNED_OF_CALLBACKS)) {
            harmless++;
          } else {
            unnoticed.add(where);
          }
          assertEquals(1, callbacks.unacknowledged(), () -> where + " was acknowledged");
        }
        proxy.flip(Side.REQUEST, -1);
        callbacks.deliver();
        assertEquals(1, handled.get());
        assertEquals(List.of(), unnoticed);
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

  private void judge(Side side, String expected, String outcome, byte[] message, int bit) {
    boolean same = isSameToTheSignature(message, bit, SIGNED);
    String where = side + " bit " + bit + " in: " + around(message, bit / 8);
    if (outcome.equals(expected) && same) {
      harmless++;
      return;
    }
    // The gateway may reject a changed request with a signed error, though not with the error that
    // answers the original one. After a changed answer the outcome is always unknown.
    boolean rejected =
        side == Side.REQUEST && outcome.startsWith("no: 4") && (same || !outcome.equals(expected));
    if (!outcome.equals("?") && !rejected) {
      unnoticed.add(where + " gave " + outcome);
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
   * Returns what the signature covers: start line, signed headers, body. Lines may end with a line
   * feed alone (RFC 9112 section 2.2), and white space around a value does not belong to it.
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
        // Jetty turns media types to lower case, in which case means nothing (RFC 9110 section
        // 8.3.1).
        String read = name.equals("content-type") ? value.toLowerCase(Locale.ROOT) : decoded(value);
        signed.merge(name, read, (a, b) -> a + ", " + b);
      }
    }
    String body = text.substring(end.end());
    signed.put("body", chunked ? unchunked(body) : body);
    return signed;
  }

  /**
   * Returns the part of a start line that matters. In an answer this is the status, as the reason
   * is for people. In a request these are the method, which Jetty reads in any case, and the
   * target; the rest is the protocol version, in which the JDK's server takes anything.
   */
  private static String start(String line) {
    String[] parts = line.split(" ");
    if (line.startsWith("HTTP/")) {
      return parts[1];
    }
    return parts.length < 3 ? line : parts[0].toUpperCase(Locale.ROOT) + " " + parts[1];
  }

  /** Decodes base64, whose unused bits are ignored (RFC 8941 section 4.2.7). */
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

  /** Joins the chunks of a body (RFC 9112 section 7.1); returns any other body as it is. */
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
      // There must be nothing here; OkHttp skips whatever there is.
      at = body.indexOf('\n', end) + 1;
      if (at == 0) {
        return body;
      }
    }
  }
}
