package io.yiwang.identity.doctor;

import static io.yiwang.identity.doctor.Examination.assertMistakes;
import static io.yiwang.identity.doctor.Examination.key;
import static io.yiwang.identity.doctor.Examination.request;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyInterpretationsTest {
  private static final Charset GBK = Charset.forName("GBK");

  private static void bodyArrives(Kind kind, String sent, byte[] arrives, Mistake mistake) {
    ForeignMessage message = ForeignMessage.request(key(kind), sent);
    assertFalse(Arrays.equals(message.body(), arrives), "the mistake changes the body");
    assertMistakes(message.arrivesWith(arrives), mistake);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_prettyBodyCompacted_isReserialised(Kind kind) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode body = mapper.readTree(ForeignMessage.BODY);
    String pretty = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(body);

    bodyArrives(kind, pretty, mapper.writeValueAsBytes(body), Mistake.BODY_RESERIALISED);
  }

  @Test
  void examine_compactBodyPrettyPrinted_isReserialised() throws Exception {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    byte[] pretty = mapper.writeValueAsBytes(mapper.readTree(ForeignMessage.BODY));

    bodyArrives(Kind.SM2, ForeignMessage.BODY, pretty, Mistake.BODY_RESERIALISED);
  }

  @Test
  void examine_nonAsciiEscaped_isReserialised() throws Exception {
    ObjectMapper mapper = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    byte[] escaped = mapper.writeValueAsBytes(mapper.readTree(ForeignMessage.BODY));

    bodyArrives(Kind.SM2, ForeignMessage.BODY, escaped, Mistake.BODY_RESERIALISED);
    bodyArrives(
        Kind.SM2,
        new String(escaped, UTF_8),
        ForeignMessage.BODY.getBytes(UTF_8),
        Mistake.BODY_RESERIALISED);
  }

  @Test
  void examine_digestOfTheSortedBody_isReserialised() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    Map<?, ?> members = mapper.readValue(ForeignMessage.BODY, TreeMap.class);

    bodyArrives(
        Kind.SM2,
        mapper.writeValueAsString(members),
        ForeignMessage.BODY.getBytes(UTF_8),
        Mistake.BODY_RESERIALISED);
  }

  @Test
  void examine_bodyReserialisedAndDigestedAgain_isReserialised() throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode body = mapper.readTree(ForeignMessage.BODY);
    String pretty = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(body);
    byte[] compact = mapper.writeValueAsBytes(body);
    ForeignMessage message = ForeignMessage.request(key(Kind.SM2), pretty);

    assertMistakes(
        message.arrivesWith(compact).arrivesWith("content-digest", message.digest(compact)),
        Mistake.BODY_RESERIALISED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n", "\n\n"})
  void examine_lineEndAddedByAnEditor_isLineEnds(String added) {
    byte[] body = (ForeignMessage.BODY + added).getBytes(UTF_8);

    bodyArrives(Kind.SM2, ForeignMessage.BODY, body, Mistake.BODY_LINE_ENDS);
  }

  @Test
  void examine_lineEndsChangedByTextMode_isLineEnds() {
    String unix = "{\n  \"a\": 1\n}\n";
    byte[] windows = unix.replace("\n", "\r\n").getBytes(UTF_8);

    bodyArrives(Kind.SM2, unix, windows, Mistake.BODY_LINE_ENDS);
    bodyArrives(Kind.SM2, new String(windows, UTF_8), unix.getBytes(UTF_8), Mistake.BODY_LINE_ENDS);
  }

  @Test
  void examine_byteOrderMarkAdded_isLineEnds() {
    byte[] marked = ("\ufeff" + ForeignMessage.BODY).getBytes(UTF_8);

    bodyArrives(Kind.SM2, ForeignMessage.BODY, marked, Mistake.BODY_LINE_ENDS);
  }

  @Test
  void examine_bodySentInGbk_isCharset() {
    bodyArrives(
        Kind.SM2, ForeignMessage.BODY, ForeignMessage.BODY.getBytes(GBK), Mistake.BODY_CHARSET);
  }

  @Test
  void examine_digestOfAGbkBodyConvertedToUtf8_isCharset() {
    ForeignMessage message = request(Kind.SM2);

    assertMistakes(
        message.header("content-digest", message.digest(ForeignMessage.BODY.getBytes(GBK))),
        Mistake.BODY_CHARSET);
  }

  @Test
  void examine_utf8ReadAsLatin1_isCharset() {
    byte[] twice = new String(ForeignMessage.BODY.getBytes(UTF_8), ISO_8859_1).getBytes(UTF_8);

    bodyArrives(Kind.SM2, ForeignMessage.BODY, twice, Mistake.BODY_CHARSET);
  }

  @Test
  void examine_digestOfTheUncompressedBody_isCoding() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(ForeignMessage.BODY.getBytes(UTF_8));
    }

    bodyArrives(Kind.SM2, ForeignMessage.BODY, packed.toByteArray(), Mistake.BODY_CODING);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void examine_digestOfAnotherBody_isNamed(Kind kind) {
    byte[] other = ForeignMessage.BODY.replace("20000", "200").getBytes(UTF_8);

    bodyArrives(kind, ForeignMessage.BODY, other, Mistake.DIGEST_OF_ANOTHER_BODY);
  }
}
