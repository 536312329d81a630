package io.yiwang.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import wiremock.jakarta.servlet.ReadListener;
import wiremock.jakarta.servlet.ServletInputStream;
import wiremock.jakarta.servlet.http.HttpServletRequest;
import wiremock.jakarta.servlet.http.HttpServletRequestWrapper;
import wiremock.org.eclipse.jetty.http.BadMessageException;

/**
 * Bounds the body of a request before its sender is known. WireMock keeps whole bodies, waits for
 * them without a limit, and unpacks each that begins like gzip; the gateway does the same within
 * these bounds.
 */
final class BodyLimit extends HttpServletRequestWrapper {
  /** More than the longest attachment, so that the gateway itself can refuse a longer one. */
  static final int LARGEST = 32 << 20;

  private static final Duration MOST_TIME = Duration.ofSeconds(30);

  private @Nullable Whole body;

  BodyLimit(HttpServletRequest request) {
    super(request);
  }

  @Override
  public ServletInputStream getInputStream() throws IOException {
    Whole read = body;
    if (read == null) {
      byte[] bytes = bytes(super.getInputStream(), System::nanoTime);
      if (isPacked(bytes)) {
        unpacked(bytes);
      }
      read = new Whole(bytes);
      body = read;
    }
    return read;
  }

  /** Returns the body, unpacked as WireMock would unpack it. */
  byte[] unpacked() throws IOException {
    byte[] bytes = bytes(super.getInputStream(), System::nanoTime);
    return isPacked(bytes) ? unpacked(bytes) : bytes;
  }

  static byte[] bytes(InputStream in, LongSupplier nanos) throws IOException {
    long start = nanos.getAsLong();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[8 << 10];
    for (int read = in.read(part); read >= 0; read = in.read(part)) {
      body.write(part, 0, read);
      if (body.size() > LARGEST) {
        throw new BadMessageException(413, "a body has at most " + LARGEST + " bytes");
      }
      if (nanos.getAsLong() - start > MOST_TIME.toNanos()) {
        throw new BadMessageException(408, "a body takes at most " + MOST_TIME.toSeconds() + " s");
      }
    }
    return body.toByteArray();
  }

  private static boolean isPacked(byte[] body) {
    return body.length > 2 && body[0] == 0x1f && body[1] == (byte) 0x8b;
  }

  private static byte[] unpacked(byte[] packed) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[64 << 10];
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      for (int read = in.read(part); read >= 0; read = in.read(part)) {
        body.write(part, 0, read);
        if (body.size() > LARGEST) {
          throw new BadMessageException(413, "a body has at most " + LARGEST + " bytes, unpacked");
        }
      }
    } catch (IOException e) {
      throw new BadMessageException(400, "a body that begins like gzip is not valid gzip");
    }
    return body.toByteArray();
  }

  /** A body that has been read. */
  private static final class Whole extends ServletInputStream {
    private final ByteArrayInputStream bytes;

    Whole(byte[] bytes) {
      this.bytes = new ByteArrayInputStream(bytes);
    }

    @Override
    public int read() {
      return bytes.read();
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      return bytes.read(into, offset, length);
    }

    @Override
    public boolean isFinished() {
      return bytes.available() == 0;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setReadListener(ReadListener listener) {
      throw new IllegalStateException("asynchronous reading is not supported");
    }
  }
}
