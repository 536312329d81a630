package io.yiwang.catalog;

import io.yiwang.JsonLines;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file's services in a thread of its own, some blocks ahead of whoever indexes them: the
 * two take about as long. The services come in the file's order. For one thread.
 */
final class ReadAhead implements AutoCloseable {
  private static final int BLOCKS = 4;
  private static final int BLOCK_SERVICES = 256;

  /** A line may have a megabyte, so a block is not only so many lines. */
  private static final int BLOCK_BYTES = 512 << 10;

  private final BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(BLOCKS);
  private final JsonLines<ServiceSummary> lines;
  private final Thread reader;
  private Block block = new Block(List.of(), null);
  private int next;
  private boolean atEnd;

  /** Opens a file, and begins to read it. */
  ReadAhead(Path file) throws IOException {
    lines = JsonLines.open(file, ServiceSummary.class);
    reader = new Thread(this::read, "yiwang-snapshot-reader");
    reader.setDaemon(true);
    reader.start();
  }

  /** A service, and the JSON that it was read from. */
  @SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
  record Line(ServiceSummary service, byte[] json) {}

  /**
   * Some lines, and why there are no more after them; the last block of a sound file is empty.
   *
   * @param failure what ended the reading, if it was not the end of the file
   */
  private record Block(List<Line> lines, @Nullable Throwable failure) {
    boolean isLast() {
      return lines.isEmpty() || failure != null;
    }
  }

  private void read() {
    try {
      Block read;
      do {
        read = readBlock();
        blocks.put(read);
      } while (!read.isLast());
    } catch (InterruptedException e) {
      // It was closed, and nobody wants the rest.
      return;
    }
  }

  private Block readBlock() {
    List<Line> read = new ArrayList<>();
    int bytes = 0;
    try {
      while (read.size() < BLOCK_SERVICES && bytes < BLOCK_BYTES) {
        ServiceSummary service = lines.next();
        if (service == null) {
          break;
        }
        Line line = new Line(service, lines.bytes());
        bytes += line.json().length;
        read.add(line);
      }
      return new Block(read, null);
    } catch (IOException | RuntimeException | Error e) {
      return new Block(read, e);
    }
  }

  /**
   * Returns the next service; nothing at the end of the file.
   *
   * @throws IOException if it cannot be read, a line is not a service, or the thread is interrupted
   */
  @Nullable Line next() throws IOException {
    while (next == block.lines().size()) {
      rethrow(block.failure());
      if (atEnd) {
        return null;
      }
      try {
        block = blocks.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while the catalog's snapshot was read");
      }
      next = 0;
      atEnd = block.isLast();
    }
    return block.lines().get(next++);
  }

  private static void rethrow(@Nullable Throwable failure) throws IOException {
    if (failure instanceof IOException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /** Returns whether its thread is still there. */
  boolean isReading() {
    return reader.isAlive();
  }

  /** Ends the reading, and closes the file. */
  @Override
  public void close() throws IOException {
    reader.interrupt();
    boolean interrupted = false;
    while (reader.isAlive()) {
      try {
        reader.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    lines.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
