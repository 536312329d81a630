package io.yiwang.internal;

import static io.yiwang.internal.TestGateway.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovRequest;
import io.yiwang.NoContent;
import io.yiwang.RejectedException.FieldProblem;
import io.yiwang.RejectedException.Problem;
import io.yiwang.internal.ReplyReader.Rejection;
import io.yiwang.internal.json.JsonCodec;
import io.yiwang.internal.json.UnreadableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyReaderTest {
  record Thing(String text) {}

  private static final int LIMIT = 1000;
  private static final GovRequest<Thing> THING = GovRequest.query("a.b", "x", Thing.class);

  private final ReplyReader reader = new ReplyReader(new JsonCodec(null), LIMIT);

  private static RawReply reply(int status, byte[] body, String... headers) {
    return new RawReply(
        status, headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]), body);
  }

  private static byte[] thing(int bytes) {
    return ("{\"text\":\"" + "x".repeat(bytes - 11) + "\"}").getBytes(UTF_8);
  }

  private static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "GZIP", "Gzip"})
  void success_gzip_isDecompressed(String coding) throws Exception {
    byte[] content = thing(LIMIT);

    assertEquals(
        989,
        reader
            .success(THING, reply(200, gzip(content), "content-encoding", coding))
            .text()
            .length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"identity", "Identity"})
  void success_identityCoding_isReadUnchanged(String coding) throws Exception {
    assertEquals(
        "", reader.success(THING, reply(200, thing(11), "content-encoding", coding)).text());
  }

  @ParameterizedTest
  @ValueSource(ints = {LIMIT + 1, 50_000_000})
  void success_gzipBomb_isOversizedAndNotReadToItsEnd(int bytes) {
    byte[] bomb = gzip(thing(bytes));

    assertThrows(
        OversizedException.class,
        () -> reader.success(THING, reply(200, bomb, "content-encoding", "gzip")));
    assertThrows(
        OversizedException.class,
        () -> reader.rejection(reply(409, bomb, "content-encoding", "gzip"), NOW));
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "deflate", "gzip, gzip", "x-gzip", "SECRET", ""})
  void success_codingNotRequested_isUnreadable(String coding) {
    UnreadableException e =
        assertThrows(
            UnreadableException.class,
            () -> reader.success(THING, reply(200, thing(20), "content-encoding", coding)));

    assertEquals("it has a content coding that was not requested", e.getMessage());
  }

  @Test
  void success_brokenGzip_isUnreadable() {
    byte[] whole = gzip(thing(500));
    for (int length : new int[] {0, 1, 9, 15, whole.length - 9, whole.length - 1}) {
      UnreadableException e =
          assertThrows(
              UnreadableException.class,
              () ->
                  reader.success(
                      THING, reply(200, Arrays.copyOf(whole, length), "content-encoding", "gzip")));
      assertEquals("it is not valid gzip", e.getMessage());
    }
  }

  @Test
  void success_noContent_readsNothing() throws Exception {
    GovRequest<NoContent> rate = GovRequest.command("message.rate", "x", NoContent.class);

    assertEquals(new NoContent(), reader.success(rate, reply(204, new byte[0])));
    assertEquals(new NoContent(), reader.success(rate, reply(200, "not JSON".getBytes(UTF_8))));
  }

  @Test
  void isSuccess_status_isIn200To299() {
    for (int status : new int[] {200, 201, 202, 204, 299}) {
      assertTrue(ReplyReader.isSuccess(THING, reply(status, new byte[0])), () -> "" + status);
    }
    for (int status : new int[] {100, 199, 300, 304, 307, 400, 500}) {
      assertTrue(!ReplyReader.isSuccess(THING, reply(status, new byte[0])), () -> "" + status);
    }
  }

  private Rejection rejection(String json) throws Exception {
    return reader.rejection(reply(422, json.getBytes(UTF_8), "retry-after", "3"), NOW);
  }

  @Test
  void rejection_completeProblem_isReadWithItsFurtherMembers() throws Exception {
    Rejection rejection =
        rejection(
            "{\"type\":\"about:blank\",\"title\":\"T\",\"status\":500,\"detail\":\"D\","
                + "\"code\":\"C\",\"traceId\":\"t-1\",\"heldUntil\":\"x\",\"fields\":["
                + "{\"pointer\":\"/a\",\"code\":\"X\",\"detail\":\"d\"},"
                + "{\"pointer\":\"/b\",\"code\":\"Y\"}]}");

    assertEquals(
        new Problem(
            422,
            "C",
            "T",
            "D",
            "t-1",
            List.of(new FieldProblem("/a", "X", "d"), new FieldProblem("/b", "Y", null)),
            Duration.ofSeconds(3)),
        rejection.problem(),
        "with the status that was signed, not the one in the document");
    assertEquals("x", rejection.members().read("heldUntil", String.class));
    assertNull(rejection.members().read("penalty", Thing.class));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"code\":\"C\"}",
        "{\"code\":\"C\",\"title\":1,\"detail\":{},\"traceId\":[],\"fields\":null}",
        "{\"code\":\"C\",\"fields\":\"x\"}",
        "{\"code\":\"C\",\"fields\":[1,null,{},{\"pointer\":\"/a\"},{\"code\":\"X\"}]}",
      })
  void rejection_malformedParts_areLeftOut(String json) throws Exception {
    assertEquals(
        new Problem(422, "C", null, null, null, List.of(), Duration.ofSeconds(3)),
        rejection(json).problem());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"code\":null}",
        "{\"code\":1}",
        "{\"code\":[\"C\"]}",
        "[]",
        "\"C\"",
        "1",
        "null",
        "{\"code\":\"C\"",
        "<html>"
      })
  void rejection_noCode_isUnreadable(String json) {
    assertThrows(UnreadableException.class, () -> rejection(json));
  }

  /** Checks the limit of a problem document, of which three bytes become an object of fifty. */
  @Test
  void rejection_ofMoreThanAMegabyte_isUnreadable() {
    ReplyReader large = new ReplyReader(new JsonCodec(null), 16 << 20);
    byte[] json = ("{\"code\":\"X\",\"a\":[" + "[],".repeat(1 << 19) + "[]]}").getBytes(UTF_8);

    assertThrows(UnreadableException.class, () -> large.rejection(reply(422, json), NOW));
    assertThrows(
        UnreadableException.class,
        () -> large.rejection(reply(422, gzip(json), "content-encoding", "gzip"), NOW));
  }
}
