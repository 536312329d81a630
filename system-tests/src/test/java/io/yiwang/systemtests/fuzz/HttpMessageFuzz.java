package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.yiwang.identity.doctor.HttpMessage;
import java.util.stream.Stream;

/** Fuzzes the messages that the doctor reads. */
public final class HttpMessageFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> good() {
    return Stream.of(
            "POST /igs/v1/payments?a=b HTTP/1.1\r\nHost: gw\r\nX: a\r\n b\r\n\r\n{}",
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n2;x\n{}\n0\n\n")
        .map(text -> text.getBytes(UTF_8));
  }

  @Override
  public boolean read(byte[] bytes) {
    try {
      assertNotNull(HttpMessage.read(bytes).toString());
      return true;
    } catch (IllegalArgumentException e) {
      FuzzTarget.assertQuotesNothing(e, new String(bytes, ISO_8859_1));
      return false;
    }
  }
}
