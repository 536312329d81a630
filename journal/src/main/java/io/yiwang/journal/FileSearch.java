package io.yiwang.journal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Searches a file's bytes for pieces of given texts. */
final class FileSearch {
  /**
   * Long enough that none is found by chance, short enough to find texts that are half overwritten.
   */
  private static final int PIECE = 16;

  private static final int BLOCK = 1 << 20;

  private final Set<String> pieces = new HashSet<>();

  /**
   * The first two bytes of all pieces, by which nearly every position in the file is ruled out
   * quickly.
   */
  private final BitSet beginnings = new BitSet(1 << 16);

  FileSearch(List<byte[]> texts) {
    for (byte[] text : texts) {
      for (int at = 0; at + PIECE <= text.length; at += PIECE) {
        pieces.add(new String(text, at, PIECE, ISO_8859_1));
        beginnings.set(twoBytes(text, at));
      }
    }
  }

  private static int twoBytes(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
  }

  boolean findsIn(Path file) throws IOException {
    if (pieces.isEmpty()) {
      return false;
    }
    byte[] block = new byte[BLOCK];
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int kept = 0;
      while (true) {
        int read = channel.read(ByteBuffer.wrap(block, kept, BLOCK - kept));
        if (read < 0) {
          return false;
        }
        int end = kept + read;
        for (int at = 0; at + PIECE <= end; at++) {
          if (beginnings.get(twoBytes(block, at))
              && pieces.contains(new String(block, at, PIECE, ISO_8859_1))) {
            return true;
          }
        }
        // A piece may begin in this block and end in the next.
        kept = Math.min(end, PIECE - 1);
        System.arraycopy(block, end - kept, block, 0, kept);
      }
    }
  }
}
