package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the directory of a zip, strictly: it refuses what two readers could understand differently.
 *
 * @see "APPNOTE.TXT 6.3.10 section 4"
 */
final class ZipDirectory {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int ZIP64_END = 0x06064b50;
  private static final int ZIP64_LOCATOR = 0x07064b50;
  private static final int ZIP64_NUMBERS = 1;
  private static final int LOCAL_LENGTH = 30;
  private static final int CENTRAL_LENGTH = 46;
  private static final int END_LENGTH = 22;
  private static final int ZIP64_END_LENGTH = 56;
  private static final int LOCATOR_LENGTH = 20;
  private static final long ALL_ONES = 0xffffffffL;
  private static final int MAX_COMMENT = 0xffff;
  private static final int MAX_GAP = 1 << 20;
  private static final int ENCRYPTED = 1;
  private static final int SIZES_FOLLOW = 8;

  /** Below this size an entry may have any ratio of compression. */
  private static final int SMALL = 1 << 20;

  private static final int MAX_NAME = 1000;

  private final ZipSource source;
  private final OfdLimits limits;

  ZipDirectory(ZipSource source, OfdLimits limits) {
    this.source = source;
    this.limits = limits;
  }

  /** Returns the entries in the directory's order, folders included. */
  List<Entry> read() throws IOException {
    long size = source.size();
    if (size > limits.fileBytes()) {
      throw new OfdException("the file is larger than " + limits.fileBytes() + " bytes");
    }
    Bounds bounds = bounds(end(size));
    long count = bounds.count();
    long length = bounds.length();
    long start = bounds.start();
    if (length < 0 || start < 0 || start + length != bounds.end()) {
      throw new OfdException("the zip's directory is not where it ends");
    }
    if (count < 0
        || count > limits.entries()
        || length > (long) limits.entries() * (CENTRAL_LENGTH + 512)) {
      throw new OfdException("the zip has more than " + limits.entries() + " entries");
    }
    ByteBuffer directory = source.bytes(start, (int) length);
    List<Entry> entries = new ArrayList<>();
    long total = 0;
    for (long i = 0; i < count; i++) {
      Entry entry = next(directory);
      total += entry.size();
      if (total > limits.totalBytes()) {
        throw new OfdException("the entries have more than " + limits.totalBytes() + " bytes");
      }
      entries.add(entry);
    }
    if (directory.hasRemaining()) {
      throw new OfdException("the zip's directory has more than its entries");
    }
    checkPositions(entries, start);
    return entries;
  }

  /** Says where the directory is, and how many entries it has. */
  private record Bounds(long count, long length, long start, long end) {}

  private Bounds bounds(long end) throws IOException {
    ByteBuffer tail = source.bytes(end, END_LENGTH);
    int count = tail.getShort(10) & 0xffff;
    long length = tail.getInt(12) & ALL_ONES;
    long start = tail.getInt(16) & ALL_ONES;
    boolean isZip64 =
        end >= LOCATOR_LENGTH
            && source.bytes(end - LOCATOR_LENGTH, LOCATOR_LENGTH).getInt(0) == ZIP64_LOCATOR;
    int disk = tail.getShort(4) & 0xffff;
    if ((disk != 0 && !(isZip64 && disk == 0xffff))
        || (tail.getShort(8) & 0xffff) != count
        || (tail.getShort(6) != tail.getShort(4))) {
      throw new OfdException("the zip is in several parts");
    }
    if (!isZip64) {
      return new Bounds(count, length, start, end);
    }
    // The two ends must agree, since readers use either of them.
    long zip64End = source.bytes(end - LOCATOR_LENGTH, LOCATOR_LENGTH).getLong(8);
    ByteBuffer record = source.bytes(zip64End, ZIP64_END_LENGTH);
    Bounds bounds =
        new Bounds(record.getLong(32), record.getLong(40), record.getLong(48), zip64End);
    if (record.getInt(0) != ZIP64_END
        || zip64End + 12 + record.getLong(4) != end - LOCATOR_LENGTH
        || record.getLong(24) != bounds.count()
        || !agrees(count, 0xffff, bounds.count())
        || !agrees(length, ALL_ONES, bounds.length())
        || !agrees(start, ALL_ONES, bounds.start())) {
      throw new OfdException("the zip's two ends do not agree");
    }
    return bounds;
  }

  /** Returns whether a number is the same as in the Zip64 record, or refers to it. */
  private static boolean agrees(long number, long reference, long zip64) {
    return number == reference || number == zip64;
  }

  private long end(long size) throws IOException {
    int length = (int) Math.min(size, END_LENGTH + MAX_COMMENT);
    ByteBuffer tail = source.bytes(size - length, length);
    for (int at = length - END_LENGTH; at >= 0; at--) {
      if (tail.getInt(at) == END && (tail.getShort(at + 20) & 0xffff) == length - at - END_LENGTH) {
        return size - length + at;
      }
    }
    throw new OfdException("it is not a zip, or its end is missing");
  }

  private Entry next(ByteBuffer directory) throws IOException {
    int at = directory.position();
    if (directory.remaining() < CENTRAL_LENGTH || directory.getInt(at) != CENTRAL) {
      throw new OfdException("the zip's directory is broken");
    }
    int nameLength = directory.getShort(at + 28) & 0xffff;
    int more = (directory.getShort(at + 30) & 0xffff) + (directory.getShort(at + 32) & 0xffff);
    if (directory.remaining() < CENTRAL_LENGTH + nameLength + more) {
      throw new OfdException("the zip's directory is broken");
    }
    byte[] name = new byte[nameLength];
    directory.position(at + CENTRAL_LENGTH).get(name);
    int extra = at + CENTRAL_LENGTH + nameLength;
    ByteBuffer zip64 =
        zip64Numbers(directory, extra, extra + (directory.getShort(at + 30) & 0xffff));
    long size = orZip64(directory.getInt(at + 24) & ALL_ONES, zip64);
    long packed = orZip64(directory.getInt(at + 20) & ALL_ONES, zip64);
    long offset = orZip64(directory.getInt(at + 42) & ALL_ONES, zip64);
    directory.position(extra + more);
    Entry entry =
        new Entry(
            name(name),
            directory.getShort(at + 10) & 0xffff,
            directory.getInt(at + 16) & ALL_ONES,
            packed,
            size,
            offset);
    check(entry, directory.getShort(at + 8));
    return entry;
  }

  /**
   * Returns the numbers of an entry that do not fit into four bytes, in their order; empty for most
   * entries.
   */
  private static ByteBuffer zip64Numbers(ByteBuffer directory, int from, int to) {
    for (int at = from; at + 4 <= to; ) {
      int length = directory.getShort(at + 2) & 0xffff;
      if (at + 4 + length > to) {
        break;
      }
      if (directory.getShort(at) == ZIP64_NUMBERS) {
        return directory.slice(at + 4, length).order(ByteOrder.LITTLE_ENDIAN);
      }
      at += 4 + length;
    }
    return ByteBuffer.allocate(0);
  }

  private static long orZip64(long number, ByteBuffer zip64) throws OfdException {
    if (number != ALL_ONES) {
      return number;
    }
    long large = zip64.remaining() < Long.BYTES ? -1 : zip64.getLong();
    if (large < 0) {
      throw new OfdException("the zip's directory is broken");
    }
    return large;
  }

  private void check(Entry entry, int flags) throws OfdException {
    if ((flags & ENCRYPTED) != 0) {
      throw new OfdException("an entry is encrypted");
    }
    if (entry.method() != Entry.STORED && entry.method() != Entry.DEFLATED) {
      throw new OfdException("an entry is packed by a method other than deflate");
    }
    if (entry.method() == Entry.STORED && entry.packed() != entry.size()) {
      throw new OfdException("a stored entry has two sizes");
    }
    if (entry.size() > limits.entryBytes()) {
      throw new OfdException("an entry has more than " + limits.entryBytes() + " bytes");
    }
    if (entry.size() > SMALL && entry.size() / limits.ratio() > entry.packed()) {
      throw new OfdException("an entry unpacks to more than " + limits.ratio() + " times its size");
    }
  }

  /** Decodes a name: early tools wrote names in GBK, and folders with backslashes. */
  private static String name(byte[] bytes) throws OfdException {
    String decoded;
    try {
      decoded = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      decoded = new String(bytes, Charset.forName("GB18030"));
    }
    String name = decoded.replace('\\', '/');
    if (name.isEmpty()
        || name.length() > MAX_NAME
        || name.startsWith("/")
        || name.indexOf(':') >= 0
        || name.chars().anyMatch(c -> c < ' ')
        || List.of(name.split("/")).stream().anyMatch(s -> s.equals("..") || s.equals("."))
        || name.contains("//")) {
      throw new OfdException("an entry has a name that leads out of the zip, or is not one");
    }
    return name;
  }

  /**
   * Checks that no two entries share bytes, and that each has the name that the directory gives.
   */
  private void checkPositions(List<Entry> entries, long end) throws IOException {
    List<Entry> byOffset = new ArrayList<>(entries);
    byOffset.sort(Comparator.comparingLong(Entry::offset));
    long before = 0;
    for (int i = 0; i < byOffset.size(); i++) {
      Entry entry = byOffset.get(i);
      long next = i + 1 < byOffset.size() ? byOffset.get(i + 1).offset() : end;
      checkGap(before, entry.offset());
      before = dataStart(entry) + entry.packed();
      if (before > next) {
        throw new OfdException("entries overlap");
      }
    }
    checkGap(before, end);
  }

  /**
   * Checks that nothing between two entries looks like an entry: a reader that goes through the
   * file from its beginning would accept it, whatever the directory says. The sizes that may follow
   * an entry are shorter than a local header.
   */
  private void checkGap(long from, long to) throws IOException {
    if (to - from < LOCAL_LENGTH) {
      return;
    }
    if (to - from > MAX_GAP) {
      throw new OfdException("the zip has more than " + MAX_GAP + " bytes that are no entry's");
    }
    ByteBuffer gap = source.bytes(from, (int) (to - from));
    for (int at = 0; at + LOCAL_LENGTH <= gap.limit(); at++) {
      if (gap.getInt(at) == LOCAL) {
        throw new OfdException("the zip has an entry that its directory does not name");
      }
    }
  }

  /** Returns the position of an entry's data; checks its local header. */
  long dataStart(Entry entry) throws IOException {
    ByteBuffer header = source.bytes(entry.offset(), LOCAL_LENGTH);
    int nameLength = header.getShort(26) & 0xffff;
    if (header.getInt(0) != LOCAL || (header.getShort(8) & 0xffff) != entry.method()) {
      throw new OfdException("an entry is not where the directory says");
    }
    int flags = header.getShort(6);
    boolean sizesFollow = (flags & SIZES_FOLLOW) != 0;
    if ((flags & ENCRYPTED) != 0 || (!sizesFollow && !isAsInDirectory(header, entry))) {
      throw new OfdException("an entry has another size or checksum than the directory says");
    }
    byte[] name = new byte[nameLength];
    source.bytes(entry.offset() + LOCAL_LENGTH, nameLength).get(name);
    if (!name(name).equals(entry.name())) {
      throw new OfdException("an entry has another name than the directory says");
    }
    return entry.offset() + LOCAL_LENGTH + nameLength + (header.getShort(28) & 0xffff);
  }

  private boolean isAsInDirectory(ByteBuffer header, Entry entry) throws IOException {
    int nameLength = header.getShort(26) & 0xffff;
    int more = header.getShort(28) & 0xffff;
    ByteBuffer zip64 =
        zip64Numbers(source.bytes(entry.offset() + LOCAL_LENGTH + nameLength, more), 0, more);
    return (header.getInt(14) & ALL_ONES) == entry.crc()
        && orZip64(header.getInt(22) & ALL_ONES, zip64) == entry.size()
        && orZip64(header.getInt(18) & ALL_ONES, zip64) == entry.packed();
  }
}
