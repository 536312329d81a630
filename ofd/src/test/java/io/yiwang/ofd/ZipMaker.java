package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes zips in the variants that software in use writes. */
final class ZipMaker {
  private ZipMaker() {}

  static byte[] zip(Map<String, byte[]> files) throws IOException {
    return zip(files, UTF_8);
  }

  static byte[] zip(Map<String, byte[]> files, Charset names) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, names)) {
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        out.putNextEntry(new ZipEntry(each.getKey()));
        out.write(each.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Returns a zip of stored entries, whose sizes are in the local headers. */
  static byte[] stored(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes, UTF_8)) {
      out.setComment("made by hand");
      out.putNextEntry(new ZipEntry("Doc_0/"));
      out.closeEntry();
      for (Map.Entry<String, byte[]> each : files.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(each.getValue());
        ZipEntry entry = new ZipEntry(each.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(each.getValue().length);
        entry.setCrc(crc.getValue());
        entry.setExtra(new byte[] {1, 2, 2, 0, 3, 4});
        out.putNextEntry(entry);
        out.write(each.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  /** Returns a zip of stored entries with Zip64 numbers in the local headers. */
  static byte[] withZip64Headers(Map<String, byte[]> files) throws IOException {
    byte[] zip = stored(files);
    ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.length - 22 - "made by hand".length();
    int start = in.getInt(end + 16);
    ByteBuffer out = ByteBuffer.allocate(zip.length * 2 + 1000).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, Integer> moved = new LinkedHashMap<>();
    for (int at = start; at < end; ) {
      int next = at + 46 + in.getShort(at + 28) + in.getShort(at + 30) + in.getShort(at + 32);
      int from = in.getInt(at + 42);
      int to = next < end ? in.getInt(next + 42) : start;
      int head = 30 + in.getShort(from + 26);
      int here = out.position();
      moved.put(from, here);
      out.put(zip, from, head);
      if ((in.getShort(from + 6) & 8) == 0) {
        out.putInt(here + 18, -1).putInt(here + 22, -1);
        out.putShort(here + 28, (short) (in.getShort(from + 28) + 20));
        out.putShort((short) 1).putShort((short) 16);
        out.putLong(in.getInt(from + 22)).putLong(in.getInt(from + 18));
      }
      out.put(zip, from + head, to - from - head);
      at = next;
    }
    int directory = out.position();
    out.put(zip, start, zip.length - start);
    for (int at = directory; at < directory + end - start; ) {
      out.putInt(at + 42, moved.get(out.getInt(at + 42)));
      at += 46 + out.getShort(at + 28) + out.getShort(at + 30) + out.getShort(at + 32);
    }
    out.putInt(directory + end - start + 16, directory);
    return Arrays.copyOf(out.array(), out.position());
  }

  /** Returns a zip with Zip64 numbers in the directory, as some tools write for small zips. */
  static byte[] asZip64(byte[] zip) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int end = zip.length - 22;
    int count = in.getShort(end + 10);
    int start = in.getInt(end + 16);
    ByteBuffer out =
        ByteBuffer.allocate(zip.length + count * 28 + 100).order(ByteOrder.LITTLE_ENDIAN);
    out.put(zip, 0, start);
    for (int at = start; at < end; ) {
      int name = in.getShort(at + 28);
      int extra = in.getShort(at + 30);
      int here = out.position();
      out.put(zip, at, 46 + name);
      out.putInt(here + 20, -1).putInt(here + 24, -1).putInt(here + 42, -1);
      out.putShort(here + 30, (short) (extra + 28));
      out.put(zip, at + 46 + name, extra);
      out.putShort((short) 1).putShort((short) 24);
      out.putLong(in.getInt(at + 24)).putLong(in.getInt(at + 20)).putLong(in.getInt(at + 42));
      at += 46 + name + extra;
    }
    int record = out.position();
    out.putInt(0x06064b50).putLong(44).putShort((short) 45).putShort((short) 45);
    out.putInt(0).putInt(0).putLong(count).putLong(count).putLong(record - start).putLong(start);
    out.putInt(0x07064b50).putInt(0).putLong(record).putInt(1);
    out.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    out.putShort((short) -1).putShort((short) -1).putInt(-1).putInt(-1).putShort((short) 0);
    return Arrays.copyOf(out.array(), out.position());
  }
}
