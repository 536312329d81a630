package io.yiwang.internal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.ExchangeCapture;
import io.yiwang.signing.ContentDigest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes exchanges to files in the form of HTTP/1.1. It runs inside the pipe, where TLS hides
 * nothing and the signed bytes are available. A file that cannot be written does not disturb the
 * call.
 */
final class CaptureFiles {
  /** Separates the request from the answer. */
  static final String SEPARATOR = "\r\n----- answer -----\r\n";

  /** Replaces a value that is not shown. */
  static final String MASK = "masked";

  /** Names the header with the digests of a body that was left out. */
  static final String DIGESTS = "igs-captured-digest";

  private static final Logger log = LoggerFactory.getLogger(CaptureFiles.class);

  /** Headers of the interface or of an intermediary, which hold no personal data. */
  private static final Set<String> SHOWN =
      Set.of(
          "accept",
          "accept-encoding",
          "accept-language",
          "age",
          "allow",
          "cache-control",
          "connection",
          "content-digest",
          "content-encoding",
          "content-language",
          "content-length",
          "content-type",
          "date",
          "etag",
          "expires",
          "host",
          "idempotency-key",
          "idempotency-replayed",
          "igs-cursor",
          "if-none-match",
          "proxy-authenticate",
          "retry-after",
          "server",
          "signature",
          "signature-input",
          "user-agent",
          "vary",
          "via");

  /** Parameters of the interface that hold no personal data; any other may. */
  private static final Set<String> SHOWN_PARAMETERS =
      Set.of(
          "audience",
          "channel",
          "collection",
          "cursor",
          "department",
          "language",
          "limit",
          "online",
          "orderNo",
          "payable",
          "region",
          "since",
          "theme",
          "type",
          "wait");

  private static final Pattern PARAMETER = Pattern.compile("([?&])([^=&]*)(=?)([^&]*)");

  /** Characters that would break a line or move a terminal's cursor. */
  private static final Pattern UNPRINTED = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]");

  private final ExchangeCapture settings;
  private final Set<ContentDigest> digests = new LinkedHashSet<>();
  private final AtomicInteger written = new AtomicInteger();

  CaptureFiles(ExchangeCapture settings, ContentDigest ownDigest) {
    this.settings = settings;
    digests.add(ContentDigest.SHA_256);
    digests.add(ownDigest);
  }

  /**
   * Writes one exchange if the settings ask for it.
   *
   * @param failed whether the answer does not verify, or reports that the request did not
   */
  void write(Signed request, RawReply reply, String name, boolean failed) {
    if (settings.onlyFailures() && !failed) {
      return;
    }
    if (written.get() >= settings.maxFiles() || written.getAndIncrement() >= settings.maxFiles()) {
      return;
    }
    try {
      Path file = settings.folder().resolve(name.replaceAll("[^A-Za-z0-9._-]", "_") + ".http");
      TempDownload.create(file);
      Files.write(file, bytes(request, reply));
    } catch (IOException | RuntimeException e) {
      log.warn("an exchange could not be captured; the call is not disturbed", e);
    }
  }

  private byte[] bytes(Signed signed, RawReply reply) throws IOException {
    UnsignedRequest request = signed.request();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String query = PARAMETER.matcher(request.query()).replaceAll(CaptureFiles::shown);
    StringBuilder head = new StringBuilder();
    line(head, request.method() + " " + request.path() + query + " HTTP/1.1");
    header(head, "host", request.authority());
    signed.forEachHeader((name, value) -> header(head, name, value));
    try (InputStream body = request.open()) {
      message(head, request.hasBody(), body, out);
    }
    out.writeBytes(SEPARATOR.getBytes(UTF_8));
    head.setLength(0);
    line(head, "HTTP/1.1 " + reply.status() + " -");
    reply.headers().forEach((name, value) -> header(head, name, value));
    try (InputStream body = reply.open()) {
      message(head, reply.hasBody(), body, out);
    }
    return out.toByteArray();
  }

  private static String shown(MatchResult parameter) {
    String value = parameter.group(4);
    boolean isShown = value.isEmpty() || SHOWN_PARAMETERS.contains(parameter.group(2));
    // The interface has no parameter without a value.
    boolean isNamed = !parameter.group(3).isEmpty() || parameter.group(2).isEmpty();
    return Matcher.quoteReplacement(
        parameter.group(1)
            + (isNamed ? parameter.group(2) : MASK)
            + parameter.group(3)
            + (isShown ? value : MASK));
  }

  private void message(
      StringBuilder head, boolean hasBody, InputStream body, ByteArrayOutputStream out)
      throws IOException {
    byte[] content = hasBody ? body.readAllBytes() : new byte[0];
    if (hasBody && !settings.bodies()) {
      StringBuilder each = new StringBuilder();
      for (ContentDigest digest : digests) {
        each.append(each.isEmpty() ? "" : ", ")
            .append(digest.algorithm())
            .append('=')
            .append(StructuredFields.serialised(digest.digest(content)));
      }
      line(head, DIGESTS + ": " + each);
    }
    line(head, "");
    out.writeBytes(head.toString().getBytes(UTF_8));
    if (settings.bodies()) {
      out.writeBytes(content);
    }
  }

  private static void header(StringBuilder head, String name, String value) {
    String lower = name.toLowerCase(Locale.ROOT);
    // The body is written as a whole, and only this class may state its digests.
    if (!lower.equals("transfer-encoding") && !lower.equals(DIGESTS)) {
      line(head, lower + ": " + (SHOWN.contains(lower) ? value : MASK));
    }
  }

  private static void line(StringBuilder head, String text) {
    head.append(UNPRINTED.matcher(text).replaceAll("?")).append("\r\n");
  }
}
