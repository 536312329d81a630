package io.yiwang.messages;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names the kinds of file that every gateway accepts, and recognizes them by their beginnings. */
enum FileKind {
  JPEG("image/jpeg", "image/jpg", "image/pjpeg") {
    @Override
    boolean isOf(SeekableByteChannel file) throws IOException {
      return start(file, 0, 3).equals("\u00ff\u00d8\u00ff");
    }
  },

  PNG("image/png", "image/x-png") {
    @Override
    boolean isOf(SeekableByteChannel file) throws IOException {
      return start(file, 0, 8).equals("\u0089PNG\r\n\u001a\n");
    }
  },

  PDF("application/pdf", "application/x-pdf") {
    /** Readers look for the header in the first 1024 bytes (ISO 32000-1, annex H.3.4.1). */
    @Override
    boolean isOf(SeekableByteChannel file) throws IOException {
      return start(file, 0, 1024 + 4).contains("%PDF-");
    }
  },

  MP4("video/mp4", "video/x-mp4", "application/mp4") {
    /** The first significant box may follow boxes of filling (ISO/IEC 14496-12). */
    @Override
    boolean isOf(SeekableByteChannel file) throws IOException {
      long at = 0;
      for (int boxes = 0; boxes < MOST_BOXES; boxes++) {
        String head = start(file, at, 16);
        if (head.length() < 8) {
          return false;
        }
        String type = head.substring(4, 8);
        if (!FILLING.contains(type)) {
          return SIGNIFICANT.contains(type);
        }
        ByteBuffer size = ByteBuffer.wrap(head.getBytes(ISO_8859_1));
        long length = size.getInt() & 0xffff_ffffL;
        if (length == 1 && head.length() == 16) {
          length = size.getLong(8);
        }
        if (length < 8 || length > file.size()) {
          return false;
        }
        at += length;
      }
      return false;
    }
  };

  private static final int MOST_BOXES = 64;
  private static final Set<String> FILLING = Set.of("free", "skip", "wide", "uuid");

  /** First boxes: {@code ftyp}, and those of files older than it and of parts of streams. */
  private static final Set<String> SIGNIFICANT =
      Set.of("ftyp", "styp", "moov", "mdat", "moof", "sidx");

  private final String mediaType;

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed.
  private final List<String> otherNames;

  FileKind(String mediaType, String... otherNames) {
    this.mediaType = mediaType;
    this.otherNames = List.of(otherNames);
  }

  /** Returns the kind of a media type, by its registered name or another name in use. */
  static @Nullable FileKind of(String mediaType) {
    String name = mediaType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(each -> each.mediaType.equals(name) || each.otherNames.contains(name))
        .findFirst()
        .orElse(null);
  }

  /** Returns the registered media type. */
  String mediaType() {
    return mediaType;
  }

  /** Returns whether a file begins as a file of this kind. */
  abstract boolean isOf(SeekableByteChannel file) throws IOException;

  /** Reads bytes as characters of Latin-1; fewer where the file ends. */
  private static String start(SeekableByteChannel file, long at, int most) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(most);
    file.position(at);
    while (bytes.hasRemaining() && file.read(bytes) >= 0) {
      // A read may return fewer bytes than there are.
    }
    return new String(bytes.array(), 0, bytes.position(), ISO_8859_1);
  }
}
