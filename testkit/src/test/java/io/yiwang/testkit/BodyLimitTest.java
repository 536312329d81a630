package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import wiremock.org.eclipse.jetty.http.BadMessageException;

@ExtendWith(GovSandboxExtension.class)
@Timeout(120)
class BodyLimitTest {
  private static byte[] packed(int mebibytes) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      for (int i = 0; i < mebibytes; i++) {
        out.write(new byte[1 << 20]);
      }
    }
    return packed.toByteArray();
  }

  @Test
  void post_decompressionBomb_isRefused(GovSandbox sandbox) throws Exception {
    byte[] bomb = packed(100);

    for (String path : List.of("/igs/v1/payments", "/_sandbox/api/reset", "/anything")) {
      String answer =
          RawHttp.send(sandbox, "POST " + path + " HTTP/1.1\nContent-Type: application/json", bomb);
      assertTrue(answer.startsWith("HTTP/1.1 413"), () -> path + ": " + answer);
    }
  }

  @Test
  void bytes_tooMany_areRefused() {
    InputStream endless =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }
        };

    BadMessageException refused =
        assertThrows(BadMessageException.class, () -> BodyLimit.bytes(endless, System::nanoTime));

    assertEquals(413, refused.getCode());
  }

  @Test
  void bytes_tooSlow_areRefused() {
    AtomicLong nanos = new AtomicLong();
    InputStream slow =
        new InputStream() {
          @Override
          public int read() {
            return 0;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            return 1;
          }
        };

    BadMessageException refused =
        assertThrows(BadMessageException.class, () -> BodyLimit.bytes(slow, nanos::get));

    assertEquals(408, refused.getCode());
    assertTrue(nanos.get() < Duration.ofMinutes(1).toNanos());
  }

  @Test
  void admin_bodyOfMoreThanAMegabyte_isRefused(GovSandbox sandbox) throws Exception {
    String large = "{\"by\": \"" + "P".repeat(1 << 20) + "\"}";

    String answer =
        RawHttp.send(
            sandbox,
            "POST /_sandbox/api/clock/advance HTTP/1.1\nContent-Type: application/json",
            large.getBytes(UTF_8));

    assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
  }
}
