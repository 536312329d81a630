package io.yiwang.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;

/**
 * The body of a callback as it comes in: not more of it than the interface allows, and not for
 * longer than the gateway waits for its answer, so that nobody who sends a byte now and then holds
 * a server's threads. A server's own limit of time between two reads goes beside it.
 *
 * @see "IGS/1 section 7"
 */
public final class CallbackBody {
  /** The longest that is taken. */
  public static final int LIMIT = 1 << 20;

  /** One byte more than is allowed is enough for the receiver to refuse it. */
  private static final int MOST_BYTES = LIMIT + 1;

  private static final long MOST_NANOS = Duration.ofSeconds(5).toNanos();

  private CallbackBody() {}

  /**
   * Reads it.
   *
   * @throws TimeoutException it takes too long: answer 408
   */
  public static byte[] read(InputStream in) throws IOException, TimeoutException {
    return read(in, System::nanoTime);
  }

  static byte[] read(InputStream in, LongSupplier nanos) throws IOException, TimeoutException {
    long start = nanos.getAsLong();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] part = new byte[1 << 13];
    while (body.size() < MOST_BYTES) {
      int read = in.read(part, 0, Math.min(part.length, MOST_BYTES - body.size()));
      if (read < 0) {
        break;
      }
      body.write(part, 0, read);
      if (nanos.getAsLong() - start > MOST_NANOS) {
        throw new TimeoutException("the body takes longer than 5 s");
      }
    }
    return body.toByteArray();
  }
}
