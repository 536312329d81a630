package io.yiwang.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Reads the body of a callback: not more of it than the interface allows, and not for longer than
 * the gateway waits for its answer. A body that is read to its end leaves nothing for the server to
 * read before it can answer; one that does not end in time is answered by closing the connection,
 * since every server would wait for the rest of it.
 *
 * @see "IGS/1 section 7"
 */
public final class CallbackBody {
  /** The longest body that is taken. */
  public static final int LIMIT = 1 << 20;

  /** Is how long a body may take. */
  public static final Duration MOST_TIME = Duration.ofSeconds(5);

  /** How much is read and thrown away, so that who sends too much learns it. */
  private static final int MOST_READ = 4 * LIMIT;

  private CallbackBody() {}

  /** Reads all of it; of a body over the limit, one byte more, for the receiver to refuse it. */
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
