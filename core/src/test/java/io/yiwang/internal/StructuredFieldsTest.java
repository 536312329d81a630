package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.internal.StructuredFields.InnerList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StructuredFieldsTest {
  private static final String INPUT =
      "igs=(\"@status\" \"signature\";req;key=\"igs\");created=1700000000;keyid=\"gw-1\"";

  private static InnerList list(String header, String key) throws MalformedFieldException {
    return Objects.requireNonNull(StructuredFields.innerLists(header).get(key));
  }

  @Test
  void innerLists_signatureInput_hasItemsAsWrittenParametersAndText()
      throws MalformedFieldException {
    InnerList igs = list(INPUT, "igs");

    assertEquals(List.of("\"@status\"", "\"signature\";req;key=\"igs\""), igs.items());
    assertEquals(Map.of("created", 1700000000L, "keyid", "gw-1"), igs.parameters());
    assertEquals(INPUT.substring("igs=".length()), igs.text());
  }

  @Test
  void innerLists_severalMembers_keepTheirOrderAndTheirOwnText() throws MalformedFieldException {
    String header = "  proxy=(  \"a\"   \"b\" );x , *b-1.c_=()\t,\tigs=(\"c\");y=-1  ";

    assertEquals(
        List.of("proxy", "*b-1.c_", "igs"),
        List.copyOf(StructuredFields.innerLists(header).keySet()));
    assertEquals("(\"a\" \"b\");x", list(header, "proxy").text(), "as it was signed");
    assertEquals(List.of("\"a\"", "\"b\""), list(header, "proxy").items());
    assertEquals(Map.of("y", -1L), list(header, "igs").parameters());
    assertEquals(List.of(), list(header, "*b-1.c_").items());
  }

  @Test
  void innerLists_parameterWithoutValue_isTrue() throws MalformedFieldException {
    assertEquals(Map.of("x", true), list("a=();x", "a").parameters());
  }

  @Test
  void innerLists_escapesInAString_areResolvedInParametersAndKeptInItems()
      throws MalformedFieldException {
    InnerList list = list("a=(\"q\\\"q\");k=\"b\\\\s\"", "a");

    assertEquals(List.of("\"q\\\"q\""), list.items());
    assertEquals("b\\s", list.parameters().get("k"));
  }

  @Test
  void innerLists_integers_haveUpTo15Digits() throws MalformedFieldException {
    assertEquals(999_999_999_999_999L, list("a=();n=999999999999999", "a").parameters().get("n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        " ",
        "igs", // no member
        "igs=", // no list
        "igs=()x", // something behind it
        "igs=() b=()", // no comma
        "igs=(),", // a comma at the end
        "igs=(),,b=()", // an empty member
        "=()", // no key
        "Igs=()", // keys are in lower case
        "1gs=()", // and begin with a letter
        "_a=()",
        "igs =()", // no space before the equals sign
        "igs= ()", // nor behind it
        "igs=\"@status\"", // not a list
        "igs=:YQ==:",
        "igs=(", // does not end
        "igs=(\"a\"",
        "igs=(\"a\" ",
        "igs=(\"a\"\"b\")", // items run together
        "igs=(\"a\",\"b\")",
        "igs=(\"a\"\t\"b\")", // a tab between items
        "igs=(\"a)", // a string that does not end
        "igs=(\"a\\", // nor does its escape
        "igs=(\"a\\b\")", // an unknown escape
        "igs=(\"\u0000\")", // not printable
        "igs=(\"\u001f\")",
        "igs=(\"\u007f\")",
        "igs=(\"\u6d59\")", // not ASCII
        "igs=(\"a\";)", // a parameter without name
        "igs=(\"a\";=1)",
        "igs=(\"a\";X)", // in upper case
        "igs=(\"a\";x=)", // without value
        "igs=();x=-",
        "igs=();x=--1",
        "igs=();x=1000000000000000", // 16 digits
        "igs=();x=1.", // decimals
        "igs=();x=.5",
        "igs=();x=-.5",
        "igs=();x=1.2345",
        "igs=();x=1234567890123.1",
        "igs=();x=1.2.3",
        "igs=();x=?2", // booleans
        "igs=();x=?",
        "igs=();x=:YQ==", // byte sequences
        "igs=();x=:Y:",
        "igs=();x=@", // dates
        "igs=();x=@1.5",
        "igs=();x=@a",
        "igs=();x=%", // display strings
        "igs=();x=%\"a",
        "igs=();x=%\"%C3%BC\"",
        "igs=();x=%\"%ff\"",
        "igs=();x=%\"%f\"",
        "igs=();x=%\"\u00fc\"",
        "igs=();x=a\"b", // a token with a quote in it
        "igs=();x=\u00e9",
        "igs=(a=1)",
        "igs=((\"a\"))", // a list in a list
        "igs=(),b=x y", // foreign, and no structured field either
        "igs=(),b=(x",
        "igs=(),b=1.",
        "igs=(),b;",
        "igs=() ;x=1", // a space before the semicolon
      })
  void innerLists_malformed_areRefused(String header) {
    assertThrows(MalformedFieldException.class, () -> StructuredFields.innerLists(header));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "igs",
        "igs=",
        "igs=:",
        "igs=:YQ==", // does not end
        "igs=YQ==", // has no colons
        "igs=:Y:", // not base64
        "igs=:Y=Q=:",
        "igs=:YQ ==:",
        "igs=:YQ\n==:",
        "igs=:-_-_:", // of the other alphabet
        "igs=:YQ==::",
        "igs=:YQ==:;",
        "igs=:YQ==: b=:YQ==:",
        "igs=\"YQ==\"",
        "igs=()",
        "igs=:\u6d59:",
      })
  void byteSequences_malformed_areRefused(String header) {
    assertThrows(MalformedFieldException.class, () -> StructuredFields.byteSequences(header));
  }

  @ParameterizedTest
  @ValueSource(strings = {"igs=(), igs=()", "igs=(), b=(), igs=(\"x\")"})
  void innerLists_ownMemberTwice_isRefused(String header) {
    MalformedFieldException e =
        assertThrows(MalformedFieldException.class, () -> StructuredFields.innerLists(header));

    assertEquals("a key occurs twice", e.getMessage());
  }

  /**
   * Checks that the last of two foreign members counts (RFC 8941 section 4.2.2), since a server of
   * content may sign twice under one label.
   */
  @Test
  void innerLists_foreignMemberOrParameterTwice_lastCounts() throws MalformedFieldException {
    assertEquals(List.of("\"x\""), list("a=(), igs=(), a=(\"x\")", "a").items());
    assertEquals(
        List.of("igs"), List.copyOf(StructuredFields.innerLists("a=(), igs=(), a").keySet()));
    assertEquals("(\"i\";k=2);x=3;y", list("igs=(\"i\";k;k=2);x=1;y;x=3", "igs").text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cdn=(\"@status\");created=1700000000.5",
        "cdn=(tok \"a\" 1 -1.5 ?0 :YQ==: @1700000000 %\"z%c3%bcri\" a/b:c*);q=0.125;t=tok;d=@-1",
        "cdn",
        "cdn;a;b=?0",
        "cdn=?0",
        "cdn=12.5;x",
        "cdn=@1700000000",
        "cdn=%\"%e6%b5%99\"",
        "cdn=T0k~en/*",
        "cdn=*",
        "cdn=\"x, igs=()\"",
        "cdn=:YQ==:",
      })
  void innerLists_foreignMembersOfAnyForm_areIgnored(String foreign)
      throws MalformedFieldException {
    String own = INPUT.substring("igs=".length());

    assertEquals(own, list(foreign + ", " + INPUT, "igs").text());
    assertEquals(own, list(INPUT + ",\t" + foreign, "igs").text());
    assertArrayEquals(
        new byte[] {'a'},
        StructuredFields.byteSequences(foreign + ", igs=:YQ==:;x=1.5").get("igs"));
  }

  /** Checks that the serialised field is what was signed, not the text in the header. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "( \"a\" )                     | (\"a\")",
        "(\"a\"   \"b\")               | (\"a\" \"b\")",
        "(\"a\";  x \"b\";y=?1);  z=?1 | (\"a\";x \"b\";y);z",
        "();a=007;b=-0;c=1.50;d=-2.0   | ();a=7;b=0;c=1.5;d=-2.0",
        "();a=?0;b=tok;c=:YQ==:        | ();a=?0;b=tok;c=:YQ==:",
        "();a=\"q\\\"q\\\\\"            | ();a=\"q\\\"q\\\\\"",
        "();a=@01                      | ();a=@1",
      })
  void innerLists_writtenDifferently_areSerialisedAsTheyWereSigned(
      String written, String serialised) throws MalformedFieldException {
    assertEquals(serialised, list("igs=" + written, "igs").text());
  }

  @Test
  void innerLists_parametersOfOtherTypes_areBare() throws MalformedFieldException {
    Map<String, Object> parameters =
        list("igs=();created=1.0;keyid=gw-1;tag=?0", "igs").parameters();

    assertFalse(parameters.get("created") instanceof Long);
    assertFalse(parameters.get("keyid") instanceof String);
    assertEquals(false, parameters.get("tag"));
  }

  @Test
  void byteSequences_digestTwice_isRefused() {
    assertThrows(
        MalformedFieldException.class,
        () -> StructuredFields.byteSequences("sha-256=:YQ==:, sha-256=:Yg==:"));
  }

  @Test
  void byteSequences_severalMembers_areDecoded() throws MalformedFieldException {
    Map<String, byte[]> members = StructuredFields.byteSequences("sha-256=:YQ==:,\tsm3=::;x=1");

    assertEquals(List.of("sha-256", "sm3"), List.copyOf(members.keySet()));
    assertArrayEquals(new byte[] {'a'}, members.get("sha-256"));
    assertArrayEquals(new byte[0], members.get("sm3"));
  }

  @Test
  void serialised_bytes_isReadBack() throws MalformedFieldException {
    byte[] bytes = {0, 1, -1, 127, -128};

    String text = "x=" + StructuredFields.serialised(bytes);

    assertEquals("x=:AAH/f4A=:", text);
    assertArrayEquals(bytes, StructuredFields.byteSequences(text).get("x"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "igs=x           | a member does not have the form that its name requires",
        "igs             | a member does not have the form that its name requires",
        "igs=            | a value is of no known type",
        "igs=() x        | expected , at position 7",
        "igs=(\"a\"\"b\") | expected   at position 8",
      })
  void innerLists_malformed_reportsThePositionAndNotTheText(String header, String message) {
    MalformedFieldException e =
        assertThrows(MalformedFieldException.class, () -> StructuredFields.innerLists(header));

    assertEquals(message, e.getMessage());
  }

  /** Checks that random characters and damaged headers only cause the declared exception. */
  @Test
  void read_randomGarbage_neverThrowsAnythingElse() {
    Random random = new Random(9421);
    String alphabet = "aAz*019-_.=;,:\"\\()? \t\u0000\u001f\u007f\u00e9\u6d59\ud800";
    int read = 0;
    int refused = 0;
    for (int round = 0; round < 50_000; round++) {
      String text = round % 2 == 0 ? garbage(random, alphabet) : broken(random, alphabet);
      try {
        for (InnerList list : StructuredFields.innerLists(text).values()) {
          assertEquals(list.text(), list("a=" + list.text(), "a").text(), "it reads as itself");
        }
        read++;
      } catch (MalformedFieldException e) {
        assertFalse(String.valueOf(e.getMessage()).isEmpty());
        refused++;
      }
      try {
        StructuredFields.byteSequences(text);
        read++;
      } catch (MalformedFieldException e) {
        refused++;
      }
    }
    assertTrue(read > 100 && refused > 50_000, "the garbage must reach both ends");
  }

  private static String garbage(Random random, String alphabet) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static String broken(Random random, String alphabet) {
    StringBuilder text = new StringBuilder(INPUT);
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(Math.max(1, text.length()));
      switch (random.nextInt(3)) {
        case 0 -> text.replace(at, Math.min(at + 1, text.length()), "");
        case 1 -> text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
        default -> text.setLength(at);
      }
    }
    return text.toString();
  }

  /** Checks that a header of a megabyte does not overflow the stack or take quadratic time. */
  @Test
  void innerLists_veryLong_isRead() throws MalformedFieldException {
    String items = "\"x\" ".repeat(250_000);

    assertEquals(250_000, list("igs=(" + items + ")", "igs").items().size());
    assertEquals(1_000_000, items.getBytes(UTF_8).length);
  }
}
