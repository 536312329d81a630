package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.security.InvalidKeyException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** Tests messages that try to make the doctor's regular expressions recurse or backtrack. */
@Timeout(300)
class HostileMessageTest {
  private static final Duration MAX_TIME = Duration.ofSeconds(10);
  private static final int LONG = HttpMessage.MAX_LINE - 200;
  private static final ForeignKey KEY = new ForeignKey(Kind.RSA_PSS);

  private static final List<String> UNITS =
      List.of(
          "a", " ", ":", "\"", "\\\\", "\\\"", ", ", "(", "\"a\" ", ";a", ";a=\"", "a=", "a=()",
          "\r\n ");

  private static SignatureDoctor doctor() {
    try {
      return SignatureDoctor.builder()
          .signerKey(KnownKey.of("k", KEY.pair.getPublic().getEncoded()))
          .build();
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, List<String>> headers() {
    Map<String, List<String>> headers = new HashMap<>();
    headers.put("host", List.of("a"));
    headers.put("authorization", List.of("Bearer x"));
    headers.put("content-type", List.of("application/json"));
    headers.put("content-digest", List.of("sm3=:AAAA:"));
    headers.put("signature", List.of("igs=:!:"));
    headers.put(
        "signature-input",
        List.of(
            "igs=(\"@method\" \"@authority\" \"@path\" \"@query\" \"content-type\""
                + " \"content-digest\" \"authorization\");created=1;keyid=\"k\";alg=\"x\""));
    return headers;
  }

  /** Asserts a limit on CPU time, which does not depend on the load of the machine. */
  private static void endsInTime(String what, Executable executable) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    assertDoesNotThrow(executable, what);
    Duration taken = Duration.ofNanos(threads.getCurrentThreadCpuTime() - before);
    assertTrue(taken.compareTo(MAX_TIME) < 0, () -> what + " took " + taken);
  }

  /** Examines a message in every interpretation, without trying signatures. */
  private static void examine(
      String what, String target, Map<String, List<String>> headers, byte[] body) {
    HttpMessage message = HttpMessage.request("POST", target, headers, body);
    endsInTime(
        what,
        () -> {
          assertFalse(doctor().examine(message).isClean());
          SignatureInput.read(message.header("signature-input"))
              .ifPresent(
                  input ->
                      new SignedText(
                              2,
                              input,
                              new ComponentInterpretations(
                                  message, List.of(), List.of("b"), List.of()))
                          .parts());
          message.digestFindings();
          SignatureInterpretations.of(String.valueOf(message.header("signature")), true);
        });
  }

  /** Examines a message with signatures, which takes seconds for any message. */
  private static void examineWhole(String target, Map<String, List<String>> headers) {
    HttpMessage message = HttpMessage.request("POST", target, headers, new byte[0]);
    endsInTime(target, () -> assertFalse(doctor().examine(message).isClean()));
  }

  @Test
  void examine_longestPartsWithASignature_ends() {
    Map<String, List<String>> headers = headers();
    headers.put("signature", List.of("igs=:AAAA:"));
    headers.put("content-digest", List.of("sm3=:AAAA:, ".repeat(LONG / 12)));
    examineWhole("/" + "a/".repeat(1000) + "?" + "&a=b".repeat(1000), headers);
    headers = headers();
    headers.put("signature", List.of("igs=:AAAA:"));
    headers.put("signature-input", List.of("igs=(" + "\"a\" ".repeat(30) + ");keyid=\"k\""));
    headers.put("a", List.of("b, ".repeat(LONG / 3)));
    examineWhole("/", headers);
  }

  @Test
  @Tag("proof")
  void examine_longHeaders_ends() {
    for (String name : headers().keySet()) {
      for (String unit : UNITS) {
        String value = unit.repeat(LONG / unit.length());
        boolean input = name.equals("signature-input");
        for (String whole : input ? List.of("igs=(" + value, value) : List.of(value + "x")) {
          Map<String, List<String>> headers = headers();
          headers.put(name, List.of(whole));
          examine(name + " of " + unit, "/p?q=1", headers, new byte[0]);
        }
      }
    }
  }

  @Test
  void examine_longTargets_ends() {
    for (String unit : List.of("/", "%41", "&a=b", "?", "://")) {
      String value = unit.repeat(LONG / unit.length());
      for (String start : List.of("/", "/a?b=", "http")) {
        examine(start + unit, start + value, headers(), new byte[0]);
      }
    }
  }

  @Test
  @Tag("proof")
  void examine_largeBodies_ends() {
    byte[] blanks = new byte[HttpMessage.MAX_BODY];
    Arrays.fill(blanks, (byte) ' ');
    blanks[blanks.length - 1] = 'x';
    examine("20 MiB of blanks", "/", headers(), blanks);
    examine("1 MiB of blanks", "/", headers(), Arrays.copyOfRange(blanks, 19 << 20, 20 << 20));
    for (String unit : List.of("[", "{\"a\":", "\"\\", "\\u0041", "/", "1", "[],", "{}")) {
      byte[] body = unit.repeat((60 << 10) / unit.length()).getBytes(ISO_8859_1);
      examine("a body of " + unit, "/", headers(), body);
    }
  }

  @Test
  void read_tooLarge_isRejected() {
    String start = "POST / HTTP/1.1\r\nHost: a\r\n";
    for (String line : List.of(" a\r\n", "a: b\r\n", "a\r\n", "a")) {
      byte[] raw = (start + line.repeat((19 << 20) / line.length())).getBytes(ISO_8859_1);
      endsInTime(
          line, () -> assertThrows(IllegalArgumentException.class, () -> HttpMessage.read(raw)));
    }
    byte[] chunks = (start + "Transfer-Encoding: chunked\r\n\r\n").getBytes(ISO_8859_1);
    byte[] raw = Arrays.copyOf(chunks, 19 << 20);
    Arrays.fill(raw, chunks.length, raw.length, (byte) '1');
    assertThrows(IllegalArgumentException.class, () -> HttpMessage.read(raw));
    Map<String, List<String>> large = Map.of("a", List.of("x".repeat(HttpMessage.MAX_LINE + 1)));
    assertThrows(
        IllegalArgumentException.class, () -> HttpMessage.request("GET", "/", large, new byte[0]));
    assertThrows(
        IllegalArgumentException.class,
        () -> HttpMessage.answer(200, Map.of(), new byte[HttpMessage.MAX_BODY + 1]));
  }

  @Test
  void of_longText_isRejected() {
    for (String unit : List.of("0", "0a", "A ", "=", "-----BEGIN A-----")) {
      byte[] key = unit.repeat((1 << 20) / unit.length()).getBytes(ISO_8859_1);
      endsInTime(
          unit, () -> assertThrows(InvalidKeyException.class, () -> KnownKey.of("k", key), unit));
    }
  }

  /** A report names parts of the message, which may contain control characters. */
  @Test
  void report_hostileNamesOfParts_areShownInOneShortLine() {
    Map<String, List<String>> headers = headers();
    headers.put(
        "signature-input",
        List.of("igs=(\"\u001b[2J\u009b\u00adSOUND" + "x".repeat(3000) + "\");keyid=\"k\""));
    HttpMessage message = HttpMessage.request("POST", "/", headers, new byte[0]);

    String report = doctor().examine(message).report();

    assertFalse(report.contains("x".repeat(200)), report);
    assertFalse(report.chars().anyMatch(c -> c != '\n' && Character.isISOControl(c)), report);
  }
}
