package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MarksTest {
  private static final String NAME = "欧阳若兰";
  private static final String PHONE = "13987654321";
  private static final byte[] KEY = {7, -1, 0, 99, 42, -128, 5, 17, 81, 3, 12};

  private static Set<String> found(byte[] text) throws IOException {
    Marks marks = new Marks().text("name", NAME).text("phone", PHONE).bytes("key", KEY);
    Set<String> found = new TreeSet<>();
    marks.find(new ByteArrayInputStream(text), hit -> found.add(hit.mark()));
    return found;
  }

  private static byte[] around(byte[] bytes) {
    byte[] all = new byte[bytes.length + 7];
    System.arraycopy(bytes, 0, all, 4, bytes.length);
    return all;
  }

  static Stream<byte[]> formsOfTheName() {
    String json = "{\"n\":\"" + NAME + "\"}";
    return Stream.of(
            NAME.getBytes(UTF_8),
            NAME.getBytes(UTF_16BE),
            NAME.getBytes(UTF_16LE),
            NAME.getBytes(Charset.forName("GBK")),
            URLEncoder.encode(NAME, UTF_8).getBytes(UTF_8),
            "\\u6b27\\u9633\\u82e5\\u5170".getBytes(UTF_8),
            HexFormat.of().formatHex(json.getBytes(UTF_8)).getBytes(UTF_8),
            Base64.getEncoder().encode(json.getBytes(UTF_8)),
            Base64.getEncoder().encode((" " + json).getBytes(UTF_8)),
            Base64.getUrlEncoder().encode(("  " + json).getBytes(UTF_8)))
        .map(MarksTest::around);
  }

  @ParameterizedTest
  @MethodSource("formsOfTheName")
  void find_eachFormOfAText_isFound(byte[] text) throws IOException {
    assertEquals(Set.of("name"), found(text));
  }

  @Test
  void find_eachFormOfBytes_isFound() throws IOException {
    assertEquals(Set.of("key"), found(around(KEY)));
    assertEquals(
        Set.of("key"), found(HexFormat.of().withUpperCase().formatHex(KEY).getBytes(UTF_8)));
    assertEquals(Set.of("key"), found(Base64.getMimeEncoder().encode(around(KEY))));
  }

  @Test
  void find_severalMarksInOneText_findsAll() throws IOException {
    assertEquals(Set.of("name", "phone"), found((NAME + PHONE).getBytes(UTF_8)));
  }

  @Test
  void find_textWithoutMarks_findsNothing() throws IOException {
    assertEquals(Set.of(), found("欧阳 1398765432 若兰".getBytes(UTF_8)));
  }
}
