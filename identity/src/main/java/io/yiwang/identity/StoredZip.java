package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Writes an evidence bundle's zip in its only form: entries in order, not compressed, with a fixed
 * date.
 *
 * <p>It is written byte by byte, because the JDK's writer adds a field that depends on the time
 * zone to the date 1980-01-01, and because a bundle must have the same bytes on every JDK.
 *
 * @see "APPNOTE.TXT 6.3.10 sections 4.3.7, 4.3.12, 4.3.16"
 */
final class StoredZip {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LOCAL_LENGTH = 30;
  private static final int CENTRAL_LENGTH = 46;
  private static final int END_LENGTH = 22;
  private static final short VERSION = 10;
  private static final short NAMES_ARE_UTF_8 = 0x800;

  /** A zip packs a date as the years since 1980, the month and the day, in 7, 4 and 5 bits. */
  private static final short FIRST_OF_FEBRUARY_1980 = 2 << 5 | 1;

  private static final short FIRST_OF_JANUARY_1980 = 1 << 5 | 1;

  /** The length of an extended timestamp, which holds seconds of UTC. */
  private static final int TIMESTAMP_LENGTH = 9;

  private static final long EARLIEST =
      LocalDateTime.of(1980, 1, 1, 0, 0).toEpochSecond(ZoneOffset.UTC);
  private static final long WIDEST_OFFSET = Duration.ofHours(18).toSeconds();

  private StoredZip() {}

  /** Writes a zip of these entries, in the map's order. */
  static byte[] write(Map<String, byte[]> entries) {
    return write(entries, FIRST_OF_FEBRUARY_1980, new byte[0]);
  }

  /**
   * Returns whether a zip is the one that this class writes, or that its first versions wrote, for
   * these entries. The first versions dated them 1980-01-01, at midnight in the local time zone.
   */
  static boolean isOf(byte[] zip, Map<String, byte[]> entries) {
    return Arrays.equals(zip, write(entries)) || isOfFirstVersions(zip, entries);
  }

  private static boolean isOfFirstVersions(byte[] zip, Map<String, byte[]> entries) {
    if (entries.isEmpty()) {
      return false;
    }
    int at = LOCAL_LENGTH + entries.keySet().iterator().next().getBytes(UTF_8).length;
    if (zip.length < at + TIMESTAMP_LENGTH) {
      return false;
    }
    int seconds = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 5);
    return Math.abs(seconds - EARLIEST) <= WIDEST_OFFSET
        && Arrays.equals(zip, write(entries, FIRST_OF_JANUARY_1980, timestamp(seconds)));
  }

  private static byte[] timestamp(int seconds) {
    return ByteBuffer.allocate(TIMESTAMP_LENGTH)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'U')
        .put((byte) 'T')
        .putShort((short) 5)
        .put((byte) 1)
        .putInt(seconds)
        .array();
  }

  private static byte[] write(Map<String, byte[]> entries, short date, byte[] extra) {
    ByteArrayOutputStream zip = new ByteArrayOutputStream();
    ByteArrayOutputStream directory = new ByteArrayOutputStream();
    entries.forEach(
        (name, content) -> {
          byte[] shared = shared(name, content, date, extra);
          directory.writeBytes(
              header(CENTRAL_LENGTH, CENTRAL)
                  .putShort(VERSION)
                  .put(shared)
                  .position(CENTRAL_LENGTH - Integer.BYTES)
                  .putInt(zip.size())
                  .array());
          directory.writeBytes(name.getBytes(UTF_8));
          directory.writeBytes(extra);
          zip.writeBytes(header(LOCAL_LENGTH, LOCAL).put(shared).array());
          zip.writeBytes(name.getBytes(UTF_8));
          zip.writeBytes(extra);
          zip.writeBytes(content);
        });
    int start = zip.size();
    zip.writeBytes(directory.toByteArray());
    zip.writeBytes(
        header(END_LENGTH, END)
            .position(8)
            .putShort((short) entries.size())
            .putShort((short) entries.size())
            .putInt(directory.size())
            .putInt(start)
            .array());
    return zip.toByteArray();
  }

  /** Returns the fields that an entry's local header and its directory entry have in common. */
  private static byte[] shared(String name, byte[] content, short date, byte[] extra) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return ByteBuffer.allocate(LOCAL_LENGTH - Integer.BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(VERSION)
        .putShort(NAMES_ARE_UTF_8)
        .putShort((short) 0)
        .putShort((short) 0)
        .putShort(date)
        .putInt((int) crc.getValue())
        .putInt(content.length)
        .putInt(content.length)
        .putShort((short) name.getBytes(UTF_8).length)
        .putShort((short) extra.length)
        .array();
  }

  private static ByteBuffer header(int length, int signature) {
    return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN).putInt(signature);
  }
}
