package io.yiwang.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.Download;
import io.yiwang.GovRequest;
import io.yiwang.NoContent;
import io.yiwang.RejectedException.FieldProblem;
import io.yiwang.RejectedException.Members;
import io.yiwang.RejectedException.Problem;
import io.yiwang.Verbatim;
import io.yiwang.internal.JsonCodec.UnreadableException;
import io.yiwang.internal.PartFile.UnsavedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads what the verifier has passed: an answer as its model, a problem as a rejection. */
final class ReplyReader {
  /** The answer is larger than the limit once decompressed. */
  static final class OversizedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** A no, and the further members of its document. */
  record Rejection(Problem problem, Members members) {}

  private final JsonCodec codec;
  private final int maxBytes;
  private final Clock clock;

  ReplyReader(JsonCodec codec, int maxBytes, Clock clock) {
    this.codec = codec;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  /** Whether it is what the operation gives, and no problem: also that a file is not modified. */
  static boolean isSuccess(GovRequest<?> request, RawReply reply) {
    return (reply.status() >= 200 && reply.status() < 300)
        || (reply.status() == 304 && request.shape() == GovRequest.Shape.FILE);
  }

  /** A download takes its place, unpacked. */
  Download download(RawReply reply, PartFile part)
      throws UnreadableException, OversizedException, UnsavedException {
    if (reply.file() == null) {
      return new Download(part.target(), false, lowerCase(reply.headers()));
    }
    if (isGzip(reply)) {
      part.unpack();
    }
    return new Download(part.publish(), true, lowerCase(reply.headers()));
  }

  private static Map<String, String> lowerCase(Map<String, String> headers) {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return lower;
  }

  @SuppressWarnings("unchecked") // The request's factories tie T to shape and type.
  <T> T success(GovRequest<T> request, RawReply reply)
      throws UnreadableException, OversizedException {
    if (request.replyType() == NoContent.class) {
      return (T) new NoContent();
    }
    byte[] json = content(reply);
    return switch (request.shape()) {
      case ONE -> (T) codec.one(json, request.replyType());
      case PAGE -> (T) codec.page(json, request.replyType());
      case LIST -> (T) codec.page(json, request.replyType()).items();
      case VERBATIM -> (T) new Verbatim<>(codec.one(json, request.replyType()), json);
      case FILE -> throw new IllegalArgumentException("a file is no JSON");
    };
  }

  Rejection rejection(RawReply reply) throws UnreadableException, OversizedException {
    JsonNode document = codec.tree(content(reply));
    String code = text(document, "code");
    if (code == null) {
      throw new UnreadableException("a problem without a code");
    }
    List<FieldProblem> fields = new ArrayList<>();
    for (JsonNode field : document.path("fields")) {
      String pointer = text(field, "pointer");
      String fieldCode = text(field, "code");
      if (pointer != null && fieldCode != null) {
        fields.add(new FieldProblem(pointer, fieldCode, text(field, "detail")));
      }
    }
    Problem problem =
        new Problem(
            reply.status(),
            code,
            text(document, "title"),
            text(document, "detail"),
            text(document, "traceId"),
            fields,
            retryAfter(reply));
    Members members =
        new Members() {
          @Override
          public <M> @Nullable M read(String name, Class<M> type) {
            return codec.member(document, name, type);
          }
        };
    return new Rejection(problem, members);
  }

  /**
   * How long the gateway asks to wait; the verifier has taken the header out if nobody signed it.
   */
  @Nullable Duration retryAfter(RawReply reply) {
    String header = reply.header("retry-after");
    if (header == null) {
      return null;
    }
    try {
      if (header.matches("\\d{1,9}")) {
        return Duration.ofSeconds(Long.parseLong(header));
      }
      Instant at = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(header));
      Duration wait = Duration.between(clock.instant(), at);
      return wait.isNegative() ? Duration.ZERO : wait;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable String text(JsonNode node, String member) {
    JsonNode value = node.get(member);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  private static boolean isGzip(RawReply reply) throws UnreadableException {
    String coding = reply.header("content-encoding");
    if (coding == null || coding.equalsIgnoreCase("identity")) {
      return false;
    }
    if (!coding.equalsIgnoreCase("gzip")) {
      throw new UnreadableException("it has a content coding that was not asked for");
    }
    return true;
  }

  private byte[] content(RawReply reply) throws UnreadableException, OversizedException {
    if (!isGzip(reply)) {
      return reply.body();
    }
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(reply.body()))) {
      byte[] content = in.readNBytes(maxBytes);
      if (in.read() >= 0) {
        throw new OversizedException();
      }
      return content;
    } catch (IOException e) {
      throw new UnreadableException("it is not the gzip that it says");
    }
  }
}
