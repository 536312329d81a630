package io.yiwang;

import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file with one JSON object per line (NDJSON), such as a {@link Download}, in constant
 * memory. Not thread-safe.
 *
 * @param <T> the type of each line; unknown members are ignored
 */
public final class JsonLines<T> implements AutoCloseable {
  private static final int MAX_LINE = 1 << 20;

  private final InputStream in;
  private final Class<T> type;
  private final byte[] block = new byte[64 << 10];
  private int at;
  private int end;
  private long before;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
  private long line;

  private JsonLines(InputStream in, Class<T> type) {
    this.in = in;
    this.type = type;
  }

  /** Opens a file, without reading any of it yet. */
  public static <T> JsonLines<T> open(Path file, Class<T> type) throws IOException {
    return new JsonLines<>(Files.newInputStream(file), type);
  }

  /**
   * Returns the next object, or null at the end of the file. Empty lines are skipped.
   *
   * @throws MalformedLineException if a line cannot be read as an object of the type, or is longer
   *     than 1 MiB
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

  /** Returns the number of the last line read, counted from 1. */
  public long lineNumber() {
    return line;
  }

  /** Returns the bytes of the last line read, without its line end. */
  public byte[] bytes() {
    return bytes.toByteArray();
  }

  /** Returns how many bytes of the file have been read as lines, line ends included. */
  public long position() {
    return before + at;
  }

  /** Reads a line, block by block; returns false at the end of the file. */
  private boolean fill() throws IOException {
    bytes.reset();
    boolean any = false;
    while (more()) {
      any = true;
      int start = at;
      while (at < end && block[at] != '\n') {
        at++;
      }
      keep(start, at);
      if (at < end) {
        at++;
        return true;
      }
    }
    return any;
  }

  private boolean more() throws IOException {
    if (at == end) {
      before += end;
      at = 0;
      end = Math.max(0, in.read(block));
    }
    return at < end;
  }

  /** Keeps a part of a line without its carriage returns. */
  private void keep(int start, int stop) throws MalformedLineException {
    int from = start;
    for (int i = start; i <= stop; i++) {
      if (i == stop || block[i] == '\r') {
        bytes.write(block, from, i - from);
        from = i + 1;
      }
    }
    if (bytes.size() > MAX_LINE) {
      throw new MalformedLineException(line + 1, ": it is longer than 1 MiB");
    }
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
