package io.yiwang.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Reads the body of a callback, up to the size that the interface allows and for no longer than the
 * gateway waits for its answer. If a body is read to its end, the server has nothing left to read
 * before it can answer. If it does not end in time, the connection must be closed, because a server
 * would wait for the rest.
 *
 * @see "IGS/1 section 7"
 */
public final class CallbackBody {
  /** The largest body that is accepted. */
  public static final int LIMIT = 1 << 20;

  /** The longest time that reading a body may take. */
  public static final Duration MOST_TIME = Duration.ofSeconds(5);

  /**
   * The most bytes that are read and discarded, so that a sender of too many still gets an answer.
   */
  private static final int MOST_READ = 4 * LIMIT;

  private CallbackBody() {}

  /**
   * Reads a whole body. Of one over the limit it returns one byte more than the limit, so that the
   * receiver refuses it.
   */
  public static byte[] read(InputStream in) throws IOException {
    return read(in, System::nanoTime);
  }

  static byte[] read(InputStream in, LongSupplier nanos) throws IOException {
    long start = nanos.getAsLong();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[1 << 13];
    int total = 0;
    for (int read = in.read(part); read >= 0; read = in.read(part)) {
      total += read;
      body.write(part, 0, Math.min(read, LIMIT + 1 - body.size()));
      if (total > MOST_READ || nanos.getAsLong() - start > MOST_TIME.toNanos()) {
        throw new EndlessBodyException();
      }
    }
    return body.toByteArray();
  }
}
