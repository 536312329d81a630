package io.yiwang.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.yiwang.Download;
import io.yiwang.GovRequest;
import io.yiwang.NoContent;
import io.yiwang.Page;
import io.yiwang.ProblemMembers;
import io.yiwang.RejectedException.FieldProblem;
import io.yiwang.RejectedException.Problem;
import io.yiwang.Reply;
import io.yiwang.Verbatim;
import io.yiwang.internal.json.JsonCodec;
import io.yiwang.internal.json.UnreadableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the verifier has accepted: a successful answer as its type, a problem document as a
 * rejection.
 */
final class ReplyReader {
  /** A problem, with access to further members of its document. */
  record Rejection(Problem problem, ProblemMembers members) {}

  private static final int LARGEST_PROBLEM = 1 << 20;

  private static final Pattern GZIP_TYPE = Pattern.compile("application/(x-)?gzip\\s*(;|$)");

  private final JsonCodec codec;
  private final int maxBytes;

  ReplyReader(JsonCodec codec, int maxBytes) {
    this.codec = codec;
    this.maxBytes = maxBytes;
  }

  /** Returns whether an answer is a success, including that a file is not modified. */
  static boolean isSuccess(GovRequest<?> request, RawReply reply) {
    return (reply.status() >= 200 && reply.status() < 300)
        || (reply.status() == 304 && request.reply() instanceof Reply.File);
  }

  /**
   * Decompresses a download and moves it into place.
   *
   * <p>No signature covers {@code Content-Encoding}, so it is checked against what a signature does
   * cover: a decompressed file may be gzip only if its media type is. If an intermediary has added
   * or removed the header, nothing is published.
   */
  Download publish(RawReply reply, TempDownload download)
      throws UnreadableException, OversizedException, UnsavedException {
    if (reply.file() == null) {
      if (reply.status() != 304) {
        throw new UnreadableException("it has no file");
      }
      return new Download(download.target(), false, lowerCase(reply.headers()));
    }
    boolean packed = isGzip(reply);
    if (packed) {
      download.unpack();
    }
    if (download.isGzip() != isGzipType(reply)) {
      throw new UnreadableException(
          "its Content-Encoding was " + (packed ? "added" : "removed") + " on the way");
    }
    return new Download(download.publish(), true, lowerCase(reply.headers()));
  }

  private static boolean isGzipType(RawReply reply) {
    String type = String.valueOf(reply.header("content-type"));
    return GZIP_TYPE.matcher(type.toLowerCase(Locale.ROOT)).lookingAt();
  }

  private static Map<String, String> lowerCase(Map<String, String> headers) {
    Map<String, String> lower = new TreeMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
    return lower;
  }

  /**
   * Reads an answer in the form that its request asks for.
   *
   * @param download the file that was received; null for any other answer
   */
  <T> T answer(GovRequest<T> request, RawReply reply, @Nullable TempDownload download)
      throws UnreadableException, OversizedException, UnsavedException {
    return download == null
        ? success(request, reply)
        : cast(request.reply(), publish(reply, download));
  }

  /** Reads an answer that is not a file. */
  <T> T success(GovRequest<T> request, RawReply reply)
      throws UnreadableException, OversizedException {
    return cast(request.reply(), read(request.reply(), reply));
  }

  // Each kind of reply ties T to the type that is read for it.
  @SuppressWarnings({"unchecked", "unused"})
  private static <T> T cast(Reply<T> kind, Object answer) {
    return (T) answer;
  }

  private Object read(Reply<?> as, RawReply reply) throws UnreadableException, OversizedException {
    if (as.type() == NoContent.class) {
      return new NoContent();
    }
    byte[] json = content(reply);
    if (as instanceof Reply.OnePage<?> page) {
      return codec.generic(json, Page.class, page.type());
    }
    if (as instanceof Reply.Items<?> items) {
      Page<?> list = codec.generic(json, Page.class, items.type());
      return list.items();
    }
    if (as instanceof Reply.WithBytes<?> one) {
      return new Verbatim<>(codec.one(json, one.type()), json);
    }
    if (as instanceof Reply.One<?> one) {
      return codec.one(json, one.type());
    }
    throw new IllegalArgumentException("a file is not JSON");
  }

  /**
   * Reads a problem document.
   *
   * @param signedAt when the gateway signed it, by the gateway's clock
   */
  Rejection rejection(RawReply reply, Instant signedAt)
      throws UnreadableException, OversizedException {
    byte[] content = content(reply);
    if (content.length > LARGEST_PROBLEM) {
      // As a tree it would take twenty times as much memory.
      throw new UnreadableException("a problem of more than " + LARGEST_PROBLEM + " bytes");
    }
    JsonNode document = codec.tree(content);
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
            RetryAfter.read(reply.header("retry-after"), signedAt));
    ProblemMembers members =
        new ProblemMembers() {
          @Override
          public <M> @Nullable M read(String name, Class<M> type) {
            return codec.member(document, name, type);
          }
        };
    return new Rejection(problem, members);
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
      throw new UnreadableException("it has a content coding that was not requested");
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
      throw new UnreadableException("it is not valid gzip");
    }
  }
}
