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
 * The snapshot in another language, read beside the first one: line by line as long as both have
 * the same services in the same order, and by a table of where each line is from there on.
 */
final class OtherLanguage implements AutoCloseable {
  private final Path file;
  private final @Nullable Language language;
  private final JsonLines<ServiceSummary> lines;
  private ServiceDocuments.@Nullable Text next;
  private @Nullable Table table;

  /** Where a line is in a file. */
  private record Place(long start, int length) {}

  /** Where the line of each code is in a file. */
  private record Table(FileChannel file, Map<String, Place> lines) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  OtherLanguage(Path file) throws IOException {
    this.file = file;
    this.lines = JsonLines.open(file, ServiceSummary.class);
    this.next = line(lines);
    this.language = next == null ? null : ServiceDocuments.languageOf(next.service());
  }

  /** Returns the language of the first service; nothing where there is none. */
  @Nullable Language language() {
    return language;
  }

  private static ServiceDocuments.@Nullable Text line(JsonLines<ServiceSummary> lines)
      throws IOException {
    ServiceSummary service = lines.next();
    return service == null ? null : new ServiceDocuments.Text(service, new BytesRef(lines.bytes()));
  }

  /** Returns the service of that code; nothing if it is not there. */
  ServiceDocuments.@Nullable Text of(String code) throws IOException {
    ServiceDocuments.Text at = next;
    if (table == null && at != null && at.service().code().value().equals(code)) {
      next = line(lines);
      return at;
    }
    Table all = table;
    if (all == null) {
      all = read();
      table = all;
    }
    Place place = all.lines().get(code);
    return place == null ? null : read(all.file(), place);
  }

  private static ServiceDocuments.Text read(FileChannel file, Place place) throws IOException {
    ByteBuffer line = ByteBuffer.allocate(place.length());
    while (line.hasRemaining() && file.read(line, place.start() + line.position()) >= 0) {
      // The next piece.
    }
    try {
      return new ServiceDocuments.Text(
          StoredJson.OF_OTHERS.read(line.array(), ServiceSummary.class),
          new BytesRef(line.array()));
    } catch (UnstorableException e) {
      throw new IOException("the snapshot has changed while it was read: " + e.getMessage(), e);
    }
  }

  private Table read() throws IOException {
    Map<String, Place> places = new HashMap<>();
    try (JsonLines<ServiceSummary> all = JsonLines.open(file, ServiceSummary.class)) {
      long start = 0;
      for (ServiceSummary each = all.next(); each != null; each = all.next()) {
        places.put(each.code().value(), new Place(start, (int) (all.position() - start)));
        start = all.position();
      }
    }
    return new Table(FileChannel.open(file), places);
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
