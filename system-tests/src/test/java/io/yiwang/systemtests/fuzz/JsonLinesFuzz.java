package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.JsonLines;
import io.yiwang.MalformedLineException;
import io.yiwang.catalog.ServiceSummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Fuzzes snapshots of the catalog. */
public final class JsonLinesFuzz implements FuzzTarget {
  @Override
  public Stream<byte[]> good() {
    String service =
        "{\"code\":\"11330100002489233G4331019006000\",\"name\":\"机动车驾驶证核发\","
            + "\"region\":\"330100\",\"department\":{\"code\":\"330100-ga\",\"name\":\"公安局\"},"
            + "\"type\":\"01\",\"audiences\":[\"PERSON\"],\"themes\":[\"t\"],\"collections\":[],"
            + "\"keywords\":[\"驾照\"],\"online\":\"FULL\",\"payable\":true,\"language\":\"zh-CN\","
            + "\"updatedAt\":\"2026-10-01T08:00:00+08:00\"}";
    return Stream.of(service + "\n" + service + "\r\n\n", service)
        .map(text -> text.getBytes(UTF_8));
  }

  private final Path file = TempFile.make();

  /** Checks that each line is a service, or that the exception names the line. */
  @Override
  public boolean read(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    try (JsonLines<ServiceSummary> lines = JsonLines.open(file, ServiceSummary.class)) {
      for (ServiceSummary each = lines.next(); each != null; each = lines.next()) {
        assertNotNull(each.toString());
      }
      return true;
    } catch (MalformedLineException e) {
      assertTrue(e.getMessage().matches("line [0-9]+ cannot be read.*"), e.getMessage());
      return false;
    }
  }
}
