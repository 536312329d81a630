package io.yiwang.internal.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.Page;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
  record Line(String number, long amount) {
    Line {
      if (!number.matches("\\d+")) {
        throw new IllegalArgumentException("not a number: " + number);
      }
    }
  }

  record Bill(
      String id,
      @Nullable String note,
      @Nullable Integer count,
      @Nullable OffsetDateTime at,
      @Nullable LocalDate on,
      List<Line> lines) {
    Bill {
      lines = List.copyOf(lines);
    }
  }

  private final JsonCodec codec = new JsonCodec(null);

  private JsonNode written(Object body) throws UnwritableException {
    return tree(codec.write(body));
  }

  static JsonNode tree(byte[] json) {
    try {
      return new ObjectMapper().readTree(json);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private UnreadableException unreadable(String json) {
    return assertThrows(
        UnreadableException.class, () -> codec.one(json.getBytes(UTF_8), Bill.class));
  }

  private Bill bill(String json) throws UnreadableException {
    return codec.one(json.getBytes(UTF_8), Bill.class);
  }

  // Writing.

  @Test
  void write_absentParts_areLeftOut() throws UnwritableException {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("a", null);
    map.put("b", 1);

    assertEquals(
        "{\"id\":\"1\",\"lines\":[]}",
        written(new Bill("1", null, null, null, null, List.of())).toString());
    assertEquals("{\"b\":1}", written(map).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-01T08:00:00+08:00",
    "2026-11-01T08:00:30+08:00",
    "2026-11-01T00:00:00Z",
    "2026-11-01T08:00:00.125+08:00"
  })
  void write_dateTime_isRfc3339WithItsSeconds(String text) throws UnwritableException {
    JsonNode json = written(new Bill("1", null, null, OffsetDateTime.parse(text), null, List.of()));

    assertEquals(text, json.path("at").asText());
  }

  @Test
  void write_date_isIso() throws UnwritableException {
    JsonNode json = written(new Bill("1", null, null, null, LocalDate.of(2026, 1, 2), List.of()));

    assertEquals("2026-01-02", json.path("on").asText());
  }

  @Test
  void write_unwritableBody_saysWhere() {
    UnwritableException e =
        assertThrows(
            UnwritableException.class, () -> codec.write(Map.of("list", List.of(1, new Object()))));

    assertFalse(e.sealing());
    assertEquals("the body cannot be written as JSON, at /*/1", e.text());
  }

  // Reading.

  @Test
  void one_completeObject_isReadWithoutUnknownMembers() throws UnreadableException {
    Bill bill =
        bill(
            "{\"id\":\"1\",\"note\":\"\u6d59\",\"count\":3,\"at\":\"2026-11-01T08:00:00+08:00\","
                + "\"on\":\"2026-11-01\",\"lines\":[{\"number\":\"7\",\"amount\":150,\"new\":{}}],"
                + "\"new\":[{\"deep\":null}]}");

    assertEquals(
        new Bill(
            "1",
            "\u6d59",
            3,
            OffsetDateTime.parse("2026-11-01T08:00:00+08:00"),
            LocalDate.of(2026, 11, 1),
            List.of(new Line("7", 150))),
        bill);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"1\"}",
        "{\"id\":\"1\",\"lines\":null,\"note\":null,\"count\":null,\"at\":null}",
        " {\"id\":\"1\",\"lines\":[]} \n",
      })
  void one_absentParts_areNullAndListsEmpty(String json) throws UnreadableException {
    assertEquals(new Bill("1", null, null, null, null, List.of()), bill(json));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}                                                     | /id",
        "{\"id\":null}                                          | /id",
        "{\"id\":\"1\",\"lines\":[{\"amount\":1}]}              | /lines/0/number",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"1\"}]}          | /lines/0/amount",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"1\",\"amount\":null}]} | /lines/0/amount",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"1\",\"amount\":1},{\"number\":null,\"amount\":1}]}"
            + " | /lines/1/number",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"1\",\"amount\":1.5}]} | /lines/0/amount",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"1\",\"amount\":1.0}]} | /lines/0/amount",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"1\",\"amount\":\"150\"}]} | /lines/0/amount",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"1\",\"amount\":\"\"}]} | /lines/0/amount",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"1\",\"amount\":true}]} | /lines/0/amount",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"1\",\"amount\":9223372036854775808}]} |"
            + " /lines/0/amount",
        "{\"id\":\"1\",\"lines\":[{\"number\":\"SECRET\",\"amount\":1}]} | /lines/0",
        "{\"id\":\"1\",\"lines\":[null]}                        | ",
        "{\"id\":\"1\",\"lines\":\"SECRET\"}                    | /lines",
        "{\"id\":\"1\",\"lines\":{}}                            | /lines",
        "{\"id\":[\"SECRET\"]}                                  | /id",
        "{\"id\":{\"SECRET\":1}}                                | /id",
        "{\"id\":\"1\",\"count\":2147483648}                    | /count",
        "{\"id\":\"1\",\"count\":1e2}                           | /count",
        "{\"id\":\"1\",\"at\":\"SECRET\"}                       | /at",
        "{\"id\":\"1\",\"at\":\"2026-11-01T08:00:00\"}          | /at",
        "{\"id\":\"1\",\"at\":1793520000}                       | /at",
        "{\"id\":\"1\",\"at\":{\"SECRET\":1}}                   | /at",
        "{\"id\":\"1\",\"on\":\"2026-02-30\"}                   | /on",
        "{\"id\":\"1\",\"on\":\"2026-11-01T08:00:00+08:00\"}    | /on",
        "{\"id\":\"1\",\"on\":[2026,11,1]}                      | /on",
      })
  void one_memberOfAnotherType_isReportedOnlyByItsPointer(String json, @Nullable String pointer) {
    UnreadableException e = unreadable(json);

    assertEquals(
        "it is not what the operation returns" + (pointer == null ? "" : ", at " + pointer),
        e.getMessage());
    assertNull(e.getCause());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "SECRET",
        "{\"id\":\"SECRET",
        "{\"id\":SECRET}",
        "{\"SECRET\"}",
        "{'id':'1'}",
        "[]",
        "[{\"id\":\"1\"}]",
        "\"SECRET\"",
        "1",
        "{\"id\":\"1\"}SECRET",
        "{\"id\":\"1\"} {\"id\":\"2\"}",
        "{\"id\":\"SECRET\n\"}",
        "{\"id\":\"1\",}",
        "NaN"
      })
  void one_unexpectedJson_isUnreadableWithoutBeingQuoted(String json) {
    UnreadableException e = unreadable(json);

    assertTrue(
        String.valueOf(e.getMessage()).startsWith("it is not what the operation returns"),
        e.getMessage());
    assertFalse(e.toString().contains("SECRET"));
    assertNull(e.getCause());
  }

  @Test
  void one_null_isUnreadable() {
    assertEquals("it is null", unreadable("null").getMessage());
  }

  /** Checks bytes that start like UTF-16 or UTF-32, and others that are not UTF-8. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u0000\u0000\u00fe\u00ff\u007f\u00ff\u00ff\u00ff",
        "\u00ff\u00fe\u0000\u0000\u00ff\u00ff\u00ff\u007f",
        "\u0000\u0000\u0000{\u00ff\u00ff\u00ff\u00ff",
        "\u0000\u0000\u0000",
        "\u00fe\u00ff\u00d8",
        "{\"id\":\"\u00c3(\"}",
        "{\"id\":\"\u00ff\"}",
        "\u00ff",
      })
  void one_bytesThatAreNotText_areUnreadable(String bytes) {
    assertThrows(
        UnreadableException.class, () -> codec.one(bytes.getBytes(ISO_8859_1), Bill.class));
    assertThrows(UnreadableException.class, () -> codec.tree(bytes.getBytes(ISO_8859_1)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"a\",\"id\":\"a\"}",
        "{\"id\":\"a\",\"other\":1,\"i\\u0064\":\"b\"}",
        "{\"id\":\"a\",\"new\":1,\"new\":1}",
        "{\"id\":\"a\",\"new\":[{},{\"deep\":{\"SECRET\":1,\"SECRET\":2}}]}",
      })
  void read_memberTwice_isUnreadable(String json) {
    byte[] bytes = json.getBytes(UTF_8);

    for (Executable read :
        List.<Executable>of(
            () -> codec.one(bytes, Map.class),
            () -> codec.one(bytes, Object.class),
            () -> codec.tree(bytes),
            () -> page("{\"items\":[" + json + "]}", Map.class))) {
      UnreadableException e = assertThrows(UnreadableException.class, read);
      assertFalse(String.valueOf(e.getMessage()).contains("SECRET"), e.getMessage());
    }
  }

  @Test
  void one_nestedAMillionDeep_isUnreadable() {
    String deep = "{\"new\":" + "[".repeat(1_000_000);

    unreadable(deep);
    assertThrows(UnreadableException.class, () -> codec.tree(deep.getBytes(UTF_8)));
  }

  @Test
  void one_mapWithSecretKeys_isUnreadableWithoutQuotingThem() {
    record Holder(Map<String, Line> byName) {}
    byte[] json = "{\"byName\":{\"SECRET\":{\"number\":\"1\"}}}".getBytes(UTF_8);

    UnreadableException e =
        assertThrows(UnreadableException.class, () -> codec.one(json, Holder.class));

    assertEquals("it is not what the operation returns, at /byName/*/amount", e.getMessage());
  }

  @Test
  void generic_pageOfItems_areReadAndTheLastHasNoCursor() throws UnreadableException {
    assertEquals(
        new Page<>(List.of(new Line("1", 2)), "c"),
        page("{\"items\":[{\"number\":\"1\",\"amount\":2}],\"next\":\"c\"}", Line.class));
    assertEquals(new Page<Line>(List.of(), null), page("{\"items\":[]}", Line.class));
  }

  private <T> Page<T> page(String json, Class<T> item) throws UnreadableException {
    return codec.generic(json.getBytes(UTF_8), Page.class, item);
  }

  @Test
  void generic_pageWithAnInvalidItem_isReportedByItsPointer() {
    UnreadableException e =
        assertThrows(
            UnreadableException.class,
            () ->
                page(
                    "{\"items\":[{\"number\":\"1\",\"amount\":2},{\"number\":\"1\"}]}",
                    Line.class));

    assertEquals("it is not what the operation returns, at /items/1/amount", e.getMessage());
  }

  @Test
  void member_ofATree_isReadOrNull() throws UnreadableException {
    JsonNode tree =
        codec.tree(
            "{\"line\":{\"number\":\"1\",\"amount\":2},\"half\":{\"number\":\"1\"},\"none\":null,"
                .concat("\"at\":\"2026-11-01T08:00:00+08:00\",\"bad\":\"SECRET\"}")
                .getBytes(UTF_8));

    assertEquals(new Line("1", 2), codec.member(tree, "line", Line.class));
    assertEquals(
        OffsetDateTime.parse("2026-11-01T08:00:00+08:00"),
        codec.member(tree, "at", OffsetDateTime.class));
    assertNull(codec.member(tree, "half", Line.class));
    assertNull(codec.member(tree, "none", Line.class));
    assertNull(codec.member(tree, "absent", Line.class));
    assertNull(codec.member(tree, "bad", OffsetDateTime.class));
    assertNull(codec.member(tree, "bad", Integer.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'id':'a','lines':[],'at':'+999999999-12-31T23:59:59-18:00'}",
        "{'id':'a','lines':[],'at':'+10000-01-01T00:00:00Z'}",
        "{'id':'a','lines':[],'at':'-0001-01-01T00:00:00Z'}",
        "{'id':'a','lines':[],'on':'+999999999-12-31'}",
        "{'id':'a','lines':[],'on':'-999999999-01-01'}"
      })
  void one_yearOfMoreThanFourDigits_isUnreadable(String json) {
    assertThrows(
        UnreadableException.class,
        () -> codec.one(json.replace('\'', '"').getBytes(UTF_8), Bill.class));
  }

  /**
   * Checks names that all have the same hash for every seed: Jackson must end, and with a declared
   * exception.
   */
  @Test
  void tree_collidingNames_areReadOrUnreadable() {
    StringBuilder json = new StringBuilder("{\"a\":1");
    for (int i = 0; i < 3000; i++) {
      json.append(",\"p").append(i).append("\":1");
    }
    for (int i = 0; i < 10_000; i++) {
      // The last eight characters are two numbers of four bytes with a constant sum.
      String digits = String.format(Locale.ROOT, "%04d", i);
      String others = String.format(Locale.ROOT, "%04d", 9999 - i);
      json.append(",\"prefixprefix").append(digits).append(others).append("\":1");
    }
    byte[] bytes = json.append('}').toString().getBytes(UTF_8);

    assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          try {
            assertEquals(13_001, codec.tree(bytes).size());
          } catch (UnreadableException e) {
            assertEquals("it is not what the operation returns", e.getMessage());
          }
        });
  }
}
