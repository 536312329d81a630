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
 * Reads a file's services in a thread, some blocks ahead of whoever indexes them, since reading
 * takes about as long as indexing. The services come in the file's order. For one consumer thread.
 */
final class ReadAhead implements AutoCloseable {
  private static final int BLOCKS = 4;
  private static final int BLOCK_SERVICES = 256;

  /** The most bytes of a block: a single line may have a megabyte. */
  private static final int BLOCK_BYTES = 512 << 10;

  private final BlockingQueue<Block> blocks = new ArrayBlockingQueue<>(BLOCKS);
  private final JsonLines<ServiceSummary> lines;
  private final Thread reader;
  private Block block = new Block(List.of(), null);
  private int next;
  private boolean atEnd;

  /** Opens a file, and starts the thread that reads it. */
  ReadAhead(Path file) throws IOException {
    lines = JsonLines.open(file, ServiceSummary.class);
    reader = new Thread(this::read, "yiwang-snapshot-reader");
    reader.setDaemon(true);
    reader.start();
  }

  /** Holds a service, and the JSON that it was read from. */
  @SuppressWarnings("ArrayRecordComponent") // Passed along once; never compared.
  record Line(ServiceSummary service, byte[] json) {}

  /**
   * Holds some lines. The last block of a file is empty, or has the failure that ended the reading.
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
      // The file was closed: nobody reads the rest.
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
   * Returns the next service; null at the end of the file.
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

  /** Returns whether the thread is running. */
  boolean isReading() {
    return reader.isAlive();
  }

  /** Ends the thread, and closes the file. */
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
