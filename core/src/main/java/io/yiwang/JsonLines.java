package io.yiwang;

import io.yiwang.internal.StoredJson;
import io.yiwang.internal.UnstorableException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file of one JSON object a line (NDJSON), such as a {@link Download}, in constant memory.
 * For one thread.
 *
 * @param <T> what each line is read as; members that it does not know are ignored
 */
public final class JsonLines<T> implements AutoCloseable {
  private static final int MAX_LINE = 1 << 20;

  private final InputStream in;
  private final Class<T> type;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
  private long line;

  private JsonLines(InputStream in, Class<T> type) {
    this.in = in;
    this.type = type;
  }

  /** Opens a file; nothing of it is read yet. */
  public static <T> JsonLines<T> open(Path file, Class<T> type) throws IOException {
    return new JsonLines<>(new BufferedInputStream(Files.newInputStream(file), 64 << 10), type);
  }

  /**
   * The next line; nothing at the end of the file. Empty lines are passed over.
   *
   * @throws MalformedLineException if it is not what it should be, or longer than 1 MiB
   */
  public @Nullable T next() throws IOException {
    while (fill()) {
      line++;
      if (bytes.size() > 0) {
        return read();
      }
    }
    return null;
  }

  /** The number of the line read last, from 1. */
  public long line() {
    return line;
  }

  private boolean fill() throws IOException {
    bytes.reset();
    int next = in.read();
    if (next < 0) {
      return false;
    }
    for (; next >= 0 && next != '\n'; next = in.read()) {
      if (bytes.size() == MAX_LINE) {
        throw new MalformedLineException(line + 1, ": it is longer than 1 MiB");
      }
      if (next != '\r') {
        bytes.write(next);
      }
    }
    return true;
  }

  private T read() throws MalformedLineException {
    try {
      return StoredJson.OF_OTHERS.read(bytes.toByteArray(), type);
    } catch (UnstorableException e) {
      throw new MalformedLineException(line, e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
