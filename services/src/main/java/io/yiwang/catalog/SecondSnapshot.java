package io.yiwang.catalog;

import io.yiwang.JsonLines;
import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.value.Language;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Reads the snapshot in the second language beside the first one. As long as both have the same
 * services in the same order, it reads line by line; from there on, by a table of where each line
 * is.
 */
final class SecondSnapshot implements AutoCloseable {
  private final Path file;
  private final @Nullable Language language;
  private final JsonLines<ServiceSummary> lines;
  private ServiceDocuments.@Nullable Text next;
  private @Nullable Table table;

  /** Says where a line is in the file. */
  private record Location(long start, int length) {}

  /** Says where the line of each service code is in the file. */
  private record Table(FileChannel file, Map<String, Location> lines) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  SecondSnapshot(Path file) throws IOException {
    this.file = file;
    this.lines = JsonLines.open(file, ServiceSummary.class);
    this.next = line(lines);
    this.language = next == null ? null : ServiceDocuments.languageOf(next.service());
  }

  /** Returns the language of the first service; null where there is none. */
  @Nullable Language language() {
    return language;
  }

  private static ServiceDocuments.@Nullable Text line(JsonLines<ServiceSummary> lines)
      throws IOException {
    ServiceSummary service = lines.next();
    return service == null ? null : new ServiceDocuments.Text(service, new BytesRef(lines.bytes()));
  }

  /** Returns the service of this code; null if the snapshot does not have it. */
  ServiceDocuments.@Nullable Text find(String code) throws IOException {
    ServiceDocuments.Text line = next;
    if (table == null && line != null && line.service().code().value().equals(code)) {
      next = line(lines);
      return line;
    }
    Table all = table;
    if (all == null) {
      all = readTable();
      table = all;
    }
    Location location = all.lines().get(code);
    return location == null ? null : read(all.file(), location);
  }

  private static ServiceDocuments.Text read(FileChannel file, Location location)
      throws IOException {
    ByteBuffer line = ByteBuffer.allocate(location.length());
    while (line.hasRemaining() && file.read(line, location.start() + line.position()) >= 0) {
      // A read may return less than the line.
    }
    try {
      return new ServiceDocuments.Text(
          StoredJson.OF_OTHERS.read(line.array(), ServiceSummary.class),
          new BytesRef(line.array()));
    } catch (UnstorableException e) {
      throw new IOException("the snapshot has changed while it was read" + e.getMessage(), e);
    }
  }

  private Table readTable() throws IOException {
    Map<String, Location> locations = new HashMap<>();
    try (JsonLines<ServiceSummary> all = JsonLines.open(file, ServiceSummary.class)) {
      long start = 0;
      for (ServiceSummary each = all.next(); each != null; each = all.next()) {
        locations.put(each.code().value(), new Location(start, (int) (all.position() - start)));
        start = all.position();
      }
    }
    return new Table(FileChannel.open(file), locations);
  }

  @Override
  public void close() throws IOException {
    next = null;
    try {
      lines.close();
    } finally {
      if (table != null) {
        table.close();
      }
    }
  }
}
