package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * The zip that an OFD is, read strictly: what two readers could understand differently is refused.
 * Entries are read from the file when they are asked for, so that little is held in memory.
 *
 * @see "GB/T 33190-2016 section 6; APPNOTE.TXT 6.3.10 section 4"
 */
final class Container implements Closeable {
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int LARGE_END = 0x06064b50;
  private static final int LARGE_LOCATOR = 0x07064b50;
  private static final int LARGE_NUMBERS = 1;
  private static final int LOCAL_LENGTH = 30;
  private static final int CENTRAL_LENGTH = 46;
  private static final int END_LENGTH = 22;
  private static final int LARGE_END_LENGTH = 56;
  private static final int LOCATOR_LENGTH = 20;
  private static final long ALL_ONES = 0xffffffffL;
  private static final int MAX_COMMENT = 0xffff;
  private static final int MAX_GAP = 1 << 20;
  private static final int ENCRYPTED = 1;
  private static final int SIZES_FOLLOW = 8;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int SMALL = 1 << 20;
  private static final int MAX_NAME = 1000;

  /** Where the bytes of the file are. */
  interface Source extends Closeable {
    long size() throws IOException;

    /** Reads what there is from a place on, up to the buffer's end; -1 at the end of the file. */
    int read(ByteBuffer into, long at) throws IOException;
  }

  /** One file within. */
  record Entry(String name, int method, long crc, long packed, long size, long offset) {}

  private final Source source;
  private final OfdLimits limits;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** The names without their folders. */
  private final Set<String> lastNames = new HashSet<>();

  private Container(Source source, OfdLimits limits) {
    this.source = source;
    this.limits = limits;
  }

  static Container open(Path file, OfdLimits limits) throws IOException {
    FileChannel channel = FileChannel.open(file);
    return open(
        new Source() {
          @Override
          public long size() throws IOException {
            return channel.size();
          }

          @Override
          public int read(ByteBuffer into, long at) throws IOException {
            return channel.read(into, at);
          }

          @Override
          public void close() throws IOException {
            channel.close();
          }
        },
        limits);
  }

  static Container open(byte[] file, OfdLimits limits) throws IOException {
    return open(
        new Source() {
          @Override
          public long size() {
            return file.length;
          }

          @Override
          public int read(ByteBuffer into, long at) {
            int length = (int) Math.min(into.remaining(), file.length - at);
            if (length <= 0) {
              return -1;
            }
            into.put(file, (int) at, length);
            return length;
          }

          @Override
          public void close() {
            // Memory needs no closing.
          }
        },
        limits);
  }

  private static Container open(Source source, OfdLimits limits) throws IOException {
    Container container = new Container(source, limits);
    try {
      container.readDirectory();
      return container;
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private void readDirectory() throws IOException {
    long size = source.size();
    if (size > limits.fileBytes()) {
      throw new OfdException("the file is larger than " + limits.fileBytes() + " bytes");
    }
    Directory found = directory(end(size));
    long count = found.count();
    long length = found.length();
    long start = found.start();
    if (length < 0 || start < 0 || start + length != found.end()) {
      throw new OfdException("the zip's directory is not where it ends");
    }
    if (count < 0
        || count > limits.entries()
        || length > (long) limits.entries() * (CENTRAL_LENGTH + 512)) {
      throw new OfdException("the zip has more than " + limits.entries() + " entries");
    }
    ByteBuffer directory = bytes(start, (int) length);
    List<Entry> inOrder = new ArrayList<>();
    long total = 0;
    for (long i = 0; i < count; i++) {
      Entry entry = next(directory);
      total += entry.size();
      if (total > limits.totalBytes()) {
        throw new OfdException("the entries have more than " + limits.totalBytes() + " bytes");
      }
      if (entries.putIfAbsent(key(entry.name()), entry) != null) {
        throw new OfdException("two entries have the same name, or differ in case alone");
      }
      inOrder.add(entry);
    }
    if (directory.hasRemaining()) {
      throw new OfdException("the zip's directory has more than its entries");
    }
    checkPlaces(inOrder, start);
    entries.values().removeIf(entry -> entry.name().endsWith("/"));
    entries.keySet().forEach(each -> lastNames.add(each.substring(each.lastIndexOf('/') + 1)));
  }

  /** Where the list of entries is, and how many they are. */
  private record Directory(long count, long length, long start, long end) {}

  private Directory directory(long end) throws IOException {
    ByteBuffer tail = bytes(end, END_LENGTH);
    int count = tail.getShort(10) & 0xffff;
    long length = tail.getInt(12) & ALL_ONES;
    long start = tail.getInt(16) & ALL_ONES;
    boolean isLarge =
        end >= LOCATOR_LENGTH
            && bytes(end - LOCATOR_LENGTH, LOCATOR_LENGTH).getInt(0) == LARGE_LOCATOR;
    int disk = tail.getShort(4) & 0xffff;
    if ((disk != 0 && !(isLarge && disk == 0xffff))
        || (tail.getShort(8) & 0xffff) != count
        || (tail.getShort(6) != tail.getShort(4))) {
      throw new OfdException("the zip is in several parts");
    }
    if (!isLarge) {
      return new Directory(count, length, start, end);
    }
    // What both ends say must be the same: readers take the one or the other.
    long large = bytes(end - LOCATOR_LENGTH, LOCATOR_LENGTH).getLong(8);
    ByteBuffer record = bytes(large, LARGE_END_LENGTH);
    Directory all =
        new Directory(record.getLong(32), record.getLong(40), record.getLong(48), large);
    if (record.getInt(0) != LARGE_END
        || large + 12 + record.getLong(4) != end - LOCATOR_LENGTH
        || record.getLong(24) != all.count()
        || !isSame(count, 0xffff, all.count())
        || !isSame(length, ALL_ONES, all.length())
        || !isSame(start, ALL_ONES, all.start())) {
      throw new OfdException("the zip's two ends do not agree");
    }
    return all;
  }

  private static boolean isSame(long small, long elsewhere, long large) {
    return small == elsewhere || small == large;
  }

  private long end(long size) throws IOException {
    int length = (int) Math.min(size, END_LENGTH + MAX_COMMENT);
    ByteBuffer tail = bytes(size - length, length);
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
    ByteBuffer large = large(directory, extra, extra + (directory.getShort(at + 30) & 0xffff));
    long size = orLarge(directory.getInt(at + 24) & ALL_ONES, large);
    long packed = orLarge(directory.getInt(at + 20) & ALL_ONES, large);
    long offset = orLarge(directory.getInt(at + 42) & ALL_ONES, large);
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
   * Returns the numbers of an entry that do not fit into four bytes, in their order; empty for
   * most.
   */
  private static ByteBuffer large(ByteBuffer directory, int from, int to) {
    for (int at = from; at + 4 <= to; ) {
      int length = directory.getShort(at + 2) & 0xffff;
      if (at + 4 + length > to) {
        break;
      }
      if (directory.getShort(at) == LARGE_NUMBERS) {
        return directory.slice(at + 4, length).order(ByteOrder.LITTLE_ENDIAN);
      }
      at += 4 + length;
    }
    return ByteBuffer.allocate(0);
  }

  private static long orLarge(long small, ByteBuffer large) throws OfdException {
    if (small != ALL_ONES) {
      return small;
    }
    if (large.remaining() < Long.BYTES) {
      throw new OfdException("the zip's directory is broken");
    }
    long number = large.getLong();
    if (number < 0) {
      throw new OfdException("the zip's directory is broken");
    }
    return number;
  }

  private void check(Entry entry, int flags) throws OfdException {
    if ((flags & ENCRYPTED) != 0) {
      throw new OfdException("an entry is encrypted");
    }
    if (entry.method() != STORED && entry.method() != DEFLATED) {
      throw new OfdException("an entry is packed by a method other than deflate");
    }
    if (entry.method() == STORED && entry.packed() != entry.size()) {
      throw new OfdException("a stored entry has two sizes");
    }
    if (entry.size() > limits.entryBytes()) {
      throw new OfdException("an entry has more than " + limits.entryBytes() + " bytes");
    }
    if (entry.size() > SMALL && entry.size() / limits.ratio() > entry.packed()) {
      throw new OfdException("an entry unpacks to more than " + limits.ratio() + " times its size");
    }
  }

  /** Tools of the first years wrote names in GBK, and folders as Windows has them. */
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
   * Checks that each entry has bytes that no other has, under the name that the directory gives it.
   */
  private void checkPlaces(List<Entry> inOrder, long end) throws IOException {
    inOrder.sort(Comparator.comparingLong(Entry::offset));
    long before = 0;
    for (int i = 0; i < inOrder.size(); i++) {
      Entry entry = inOrder.get(i);
      long next = i + 1 < inOrder.size() ? inOrder.get(i + 1).offset() : end;
      checkGap(before, entry.offset());
      before = dataStart(entry) + entry.packed();
      if (before > next) {
        throw new OfdException("entries overlap");
      }
    }
    checkGap(before, end);
  }

  /**
   * Checks that nothing between two entries looks like one: a reader that goes through the file
   * from its beginning would take it for one, whatever the directory says. What sizes follow an
   * entry are shorter than its head.
   */
  private void checkGap(long from, long to) throws IOException {
    if (to - from < LOCAL_LENGTH) {
      return;
    }
    if (to - from > MAX_GAP) {
      throw new OfdException("the zip has more than " + MAX_GAP + " bytes that are no entry's");
    }
    ByteBuffer gap = bytes(from, (int) (to - from));
    for (int at = 0; at + LOCAL_LENGTH <= gap.limit(); at++) {
      if (gap.getInt(at) == LOCAL) {
        throw new OfdException("the zip has an entry that its directory does not name");
      }
    }
  }

  private long dataStart(Entry entry) throws IOException {
    ByteBuffer header = bytes(entry.offset(), LOCAL_LENGTH);
    int nameLength = header.getShort(26) & 0xffff;
    if (header.getInt(0) != LOCAL || (header.getShort(8) & 0xffff) != entry.method()) {
      throw new OfdException("an entry is not where the directory says");
    }
    int flags = header.getShort(6);
    boolean sizesFollow = (flags & SIZES_FOLLOW) != 0;
    if ((flags & ENCRYPTED) != 0 || (!sizesFollow && !isAsSaid(header, entry))) {
      throw new OfdException("an entry has another size or checksum than the directory says");
    }
    byte[] name = new byte[nameLength];
    bytes(entry.offset() + LOCAL_LENGTH, nameLength).get(name);
    if (!name(name).equals(entry.name())) {
      throw new OfdException("an entry has another name than the directory says");
    }
    return entry.offset() + LOCAL_LENGTH + nameLength + (header.getShort(28) & 0xffff);
  }

  private boolean isAsSaid(ByteBuffer header, Entry entry) throws IOException {
    int nameLength = header.getShort(26) & 0xffff;
    int more = header.getShort(28) & 0xffff;
    ByteBuffer large = large(bytes(entry.offset() + LOCAL_LENGTH + nameLength, more), 0, more);
    return (header.getInt(14) & ALL_ONES) == entry.crc()
        && orLarge(header.getInt(22) & ALL_ONES, large) == entry.size()
        && orLarge(header.getInt(18) & ALL_ONES, large) == entry.packed();
  }

  private ByteBuffer bytes(long at, int length) throws IOException {
    if (at < 0 || at > source.size() - length) {
      throw new OfdException("the zip is cut off");
    }
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining()) {
      if (source.read(buffer, at + buffer.position()) < 0) {
        throw new OfdException("the zip is cut off");
      }
    }
    return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Returns all files within, in the directory's order. */
  Collection<Entry> entries() {
    return entries.values();
  }

  /**
   * Returns the entry that a location names: an absolute one begins with a slash, any other is
   * relative to the file that it is in. Case is passed over, as readers on Windows do, and some
   * issuers leave the slash of an absolute one out.
   */
  @Nullable Entry find(String location, String fromFile) {
    String path = path(location.strip(), fromFile);
    Entry relative = path == null ? null : entries.get(key(path));
    if (relative != null) {
      return relative;
    }
    String absolute = path(location.strip(), "");
    return absolute == null ? null : entries.get(key(absolute));
  }

  /** Tells cheaply that a value is not the location of an entry. */
  boolean mayName(String value) {
    int at = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\'));
    return lastNames.contains(key(value.substring(at + 1)));
  }

  /** Returns the path that a location means, without a leading slash; null where it leads out. */
  static @Nullable String path(String location, String fromFile) {
    String given = location.replace('\\', '/');
    String whole =
        given.startsWith("/")
            ? given
            : fromFile.substring(0, fromFile.lastIndexOf('/') + 1) + given;
    List<String> parts = new ArrayList<>();
    for (String part : whole.split("/", -1)) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return null;
        }
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  /** Returns the whole of an entry. */
  byte[] bytes(Entry entry, int most) throws IOException {
    if (entry.size() > most) {
      throw new OfdException("a file within has more than " + most + " bytes");
    }
    try (InputStream in = stream(entry)) {
      return in.readAllBytes();
    }
  }

  /** Returns an entry, unpacked while it is read; its end is reached only if it is whole. */
  InputStream stream(Entry entry) throws IOException {
    Range packed = new Range(dataStart(entry), entry.packed());
    if (entry.method() == STORED) {
      return new Checked(packed, packed, entry, null);
    }
    Inflater inflater = new Inflater(true);
    return new Checked(new InflaterInputStream(packed, inflater, 8 << 10), packed, entry, inflater);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }

  /** A piece of the file. */
  private final class Range extends InputStream {
    private long at;
    private long left;

    /** An inflater without header wants a byte after the last. */
    private boolean isPadded;

    Range(long at, long length) {
      this.at = at;
      this.left = length;
    }

    /** Returns whether nothing is left but so many bytes that were read ahead. */
    boolean isRead(int ahead) {
      return left == 0 && ahead <= (isPadded ? 1 : 0);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0) {
        if (isPadded) {
          return -1;
        }
        isPadded = true;
        into[offset] = 0;
        return 1;
      }
      int read = source.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, left)), at);
      if (read < 0) {
        throw new EOFException("the zip is cut off");
      }
      at += read;
      left -= read;
      return read;
    }
  }

  /** Ends where the entry does, and only if its checksum is right. */
  private static final class Checked extends FilterInputStream {
    private final Range packed;
    private final Entry entry;
    private final @Nullable Inflater inflater;
    private final CRC32 crc = new CRC32();
    private long left;

    Checked(InputStream in, Range packed, Entry entry, @Nullable Inflater inflater) {
      super(in);
      this.packed = packed;
      this.entry = entry;
      this.inflater = inflater;
      left = entry.size();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (left == 0) {
        checkEnd();
        return -1;
      }
      int read;
      try {
        read = super.read(into, offset, (int) Math.min(length, left));
      } catch (ZipException | EOFException e) {
        throw new OfdException("a file within cannot be unpacked");
      }
      if (read < 0) {
        throw new OfdException("a file within is cut off");
      }
      crc.update(into, offset, read);
      left -= read;
      return read;
    }

    private void checkEnd() throws IOException {
      if (crc.getValue() != entry.crc()) {
        throw new OfdException("a file within is damaged: its checksum is wrong");
      }
      if (inflater != null) {
        int more;
        try {
          more = super.read();
        } catch (ZipException | EOFException e) {
          throw new OfdException("a file within cannot be unpacked");
        }
        if (more >= 0) {
          throw new OfdException("a file within is longer than the directory says");
        }
        // Another reader would look for the next entry there.
        if (!packed.isRead(inflater.getRemaining())) {
          throw new OfdException("a file within is followed by bytes that are not its own");
        }
      }
    }

    @Override
    public void close() throws IOException {
      super.close();
      if (inflater != null) {
        inflater.end();
      }
    }
  }
}
