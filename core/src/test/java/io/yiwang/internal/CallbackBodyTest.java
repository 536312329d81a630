package io.yiwang.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallbackBodyTest {
  private long nanos;

  /** Returns one byte at a time, slowly. */
  private final class Trickle extends InputStream {
    private final long millis;
    private int left;

    Trickle(int bytes, long millis) {
      left = bytes;
      this.millis = millis;
    }

    @Override
    public int read() {
      nanos += TimeUnit.MILLISECONDS.toNanos(millis);
      return left-- > 0 ? 'x' : -1;
    }

    @Override
    public int read(byte[] into, int from, int most) {
      int one = read();
      into[from] = (byte) one;
      return one < 0 ? -1 : 1;
    }
  }

  @Test
  void read_completeBody_isReturned() throws Exception {
    byte[] body = new byte[100_000];
    new Random(1).nextBytes(body);

    assertArrayEquals(body, CallbackBody.read(new ByteArrayInputStream(body)));
    assertArrayEquals(new byte[0], CallbackBody.read(new ByteArrayInputStream(new byte[0])));
  }

  @Test
  void read_moreThanIsAllowed_readsTheRestAndKeepsOneByteMore() throws Exception {
    InputStream in = new ByteArrayInputStream(new byte[(1 << 20) + 5000]);

    assertEquals((1 << 20) + 1, CallbackBody.read(in).length);
    assertEquals(0, in.available());
  }

  @Test
  void read_farMoreThanIsAllowed_stops() {
    InputStream in = new ByteArrayInputStream(new byte[5 << 20]);

    assertThrows(EndlessBodyException.class, () -> CallbackBody.read(in));
  }

  @Test
  void read_slowBody_failsAfterFiveSeconds() throws Exception {
    assertEquals(20, CallbackBody.read(new Trickle(20, 200), () -> nanos).length);

    Trickle endless = new Trickle(1_000_000, 200);
    assertThrows(EndlessBodyException.class, () -> CallbackBody.read(endless, () -> nanos));
    assertEquals(1_000_000 - 26, endless.left);
  }
}
