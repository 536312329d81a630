package io.yiwang.payments.reconciliation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a channel's file, and unpacks it if it is a zip or gzip. Uses constant memory,
 * whatever the file contains.
 */
final class ChannelText implements Closeable {
  /** Far longer than any channel's row: a file without line ends is not a channel's. */
  static final int LONGEST_LINE = 64 * 1024;

  // The limit for an archive; a file that is not packed already takes its room on disk.
  private static final long MAX_BYTES = 2L << 30;
  // The text of bills shrinks to a tenth or, if it is mostly blanks, to a fiftieth.
  private static final long MAX_GROWTH = 200;
  private static final long GROWTH_IGNORED = 16L << 20;
  private static final int MAX_ENTRIES = 100;
  private static final Charset GBK = Charset.forName("GBK");
  private static final char REPLACEMENT = '\ufffd';

  /** The beginnings of files that are not rows of text, and what to do with them. */
  private static final Map<String, String> OTHER_KINDS =
      Map.of(
          "PK\3\4", "a zip archive inside an archive; unpack it",
          "\u001f\u008b", "gzip inside an archive; unpack it",
          "Rar!\u001a\7", "a RAR archive; unpack it",
          "7z\u00bc\u00af'\u001c", "a 7z archive; unpack it",
          "BZh91AY&SY", "packed with bzip2; unpack it",
          "\u00fd7zXZ\0", "packed with xz; unpack it",
          "(\u00b5/\u00fd", "packed with Zstandard; unpack it",
          "\u00d0\u00cf\u0011\u00e0", "a workbook of a spreadsheet program (XLS); fetch it as CSV",
          "%PDF-", "a PDF; fetch the file of rows");

  private final @Nullable ZipInputStream zip;
  private final Predicate<String> wanted;
  private final Charset charset;
  private final Reader reader;
  private final char[] buffer = new char[8192];
  private final StringBuilder text = new StringBuilder();
  private int at;
  private int filled;
  private boolean afterReturn;
  private boolean ended;
  private int entries;
  private long line;

  private ChannelText(Path file, Charset said, Predicate<String> wanted) throws IOException {
    this.wanted = wanted;
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    InputStream unpacked = raw;
    try {
      byte[] magic = peek(raw, 4);
      boolean packed;
      if (magic.length == 4 && magic[0] == 'P' && magic[1] == 'K' && magic[2] < 9) {
        // Names are kept as bytes: some tools write them in GBK, others in UTF-8.
        zip = new ZipInputStream(raw, ISO_8859_1);
        if (!enterNext()) {
          throw malformed("is a zip archive without the file that holds the rows");
        }
        unpacked = zip;
        packed = true;
      } else {
        zip = null;
        packed = magic.length > 1 && (magic[0] & 0xff) == 0x1f && (magic[1] & 0xff) == 0x8b;
        unpacked = packed ? new GZIPInputStream(raw) : raw;
      }
      long grown = Math.max(GROWTH_IGNORED, Files.size(file) * MAX_GROWTH);
      long most = packed ? Math.min(grown, MAX_BYTES) : Long.MAX_VALUE;
      InputStream bounded = new BufferedInputStream(new Bounded(unpacked, most));
      charset = charset(bounded, said);
      refuseMarkup(bounded);
      refuseOtherKinds(bounded);
      // Malformed bytes become U+FFFD. A channel that cuts names to a length in bytes cuts
      // characters in two, and the rest of the row is sound; what is read is checked for it.
      reader = new InputStreamReader(bounded, charset);
    } catch (ZipException | EOFException e) {
      raw.close();
      throw damaged();
    } catch (IOException e) {
      raw.close();
      throw e;
    }
  }

  /**
   * Opens the file.
   *
   * @param charset of the text; a byte order mark of UTF-8 takes precedence
   * @param wanted returns whether an entry of a zip archive holds the rows, by its name
   */
  static ChannelText open(Path file, Charset charset, Predicate<String> wanted) throws IOException {
    return new ChannelText(file, charset, wanted);
  }

  /** Returns the next line without its line end, or null at the end of the file. */
  @Nullable String next() throws IOException {
    try {
      return read();
    } catch (ZipException | EOFException e) {
      throw damaged();
    }
  }

  private @Nullable String read() throws IOException {
    text.setLength(0);
    while (at < filled || fill()) {
      char c = buffer[at++];
      boolean secondOfPair = c == '\n' && afterReturn;
      afterReturn = c == '\r';
      if (secondOfPair) {
        continue;
      }
      if (c == '\n' || c == '\r') {
        line++;
        return text.toString();
      }
      if (c == 0) {
        throw malformed(", line " + (line + 1) + ", is not text in " + charset.name());
      }
      if (text.length() == LONGEST_LINE) {
        throw malformed(
            ", line " + (line + 1) + ", is longer than " + LONGEST_LINE + " characters");
      }
      text.append(c);
    }
    if (text.length() == 0) {
      return null;
    }
    line++;
    return text.toString();
  }

  Charset charset() {
    return charset;
  }

  /** Returns whether all bytes of a part of the file were text in its charset. */
  static boolean isText(String part) {
    return part.indexOf(REPLACEMENT) < 0;
  }

  /** Returns the exception for the last line read, whose bytes are not text in the charset. */
  IOException notText() {
    return malformed(
        ", line "
            + line
            + ", is not text in "
            + charset.name()
            + "; say which charset the channel writes");
  }

  /** Returns the number of the last line read, from 1. */
  long line() {
    return line;
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    at = 0;
    filled = reader.read(buffer);
    if (filled > 0) {
      return true;
    }
    ended = true;
    filled = 0;
    if (zip != null && enterNext()) {
      throw malformed("is a zip archive with two files that can hold the rows; unpack it");
    }
    return false;
  }

  /** Moves to the next wanted entry; its checksum is compared when its end is reached. */
  private boolean enterNext() throws IOException {
    ZipInputStream archive = zip;
    if (archive == null) {
      return false;
    }
    try {
      for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
        if (++entries > MAX_ENTRIES) {
          throw malformed("is a zip archive of more than " + MAX_ENTRIES + " files");
        }
        if (entry.getName().equals("[Content_Types].xml")) {
          throw malformed("is a workbook of a spreadsheet program (XLSX); fetch it as CSV");
        }
        if (!entry.isDirectory() && isWanted(entry.getName())) {
          return true;
        }
        skip(archive);
      }
      return false;
    } catch (IllegalArgumentException e) {
      // The entry's name is not in the charset that it claims.
      throw damaged();
    }
  }

  private static void skip(InputStream entry) throws IOException {
    InputStream bounded = new Bounded(entry, MAX_BYTES / MAX_ENTRIES);
    byte[] dropped = new byte[8192];
    while (bounded.read(dropped) >= 0) {
      // Read to the end, where the next entry begins.
    }
  }

  private boolean isWanted(String name) {
    if (name.startsWith("__MACOSX/") || name.endsWith(".DS_Store")) {
      return false;
    }
    // A name with the UTF-8 flag is read as text, any other as its bytes.
    byte[] bytes = name.getBytes(ISO_8859_1);
    return wanted.test(name)
        && wanted.test(new String(bytes, GBK))
        && wanted.test(new String(bytes, UTF_8));
  }

  private static Charset charset(InputStream in, Charset said) throws IOException {
    byte[] first = peek(in, 3);
    int b0 = first.length > 0 ? first[0] & 0xff : 0;
    int b1 = first.length > 1 ? first[1] & 0xff : 0;
    int b2 = first.length > 2 ? first[2] & 0xff : 0;
    if (b0 == 0xef && b1 == 0xbb && b2 == 0xbf) {
      in.skipNBytes(3);
      // Values that are cut out by position must stay bytes.
      return said.equals(ISO_8859_1) ? said : UTF_8;
    }
    if ((b0 == 0xfe && b1 == 0xff) || (b0 == 0xff && b1 == 0xfe)) {
      if (!said.name().startsWith("UTF-16")) {
        throw malformed("is text in UTF-16; say so with charset(UTF_16), or save it as UTF-8");
      }
      if (!said.name().equals("UTF-16")) {
        in.skipNBytes(2);
      }
    }
    return said;
  }

  /**
   * Refuses what a server may send instead of the file: a login page, or an error in XML or JSON.
   */
  private static void refuseMarkup(InputStream in) throws IOException {
    for (byte b : peek(in, 1024)) {
      if (b == '<' || b == '{') {
        throw malformed(
            "is a page or an error answer of the channel, not its rows; fetch it again");
      }
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return;
      }
    }
  }

  private static void refuseOtherKinds(InputStream in) throws IOException {
    String begins = new String(peek(in, 16), ISO_8859_1);
    for (Map.Entry<String, String> kind : OTHER_KINDS.entrySet()) {
      if (begins.startsWith(kind.getKey())) {
        throw malformed("is " + kind.getValue());
      }
    }
  }

  private static byte[] peek(InputStream in, int length) throws IOException {
    in.mark(length);
    byte[] first = in.readNBytes(length);
    in.reset();
    return first;
  }

  static IOException malformed(String what) {
    return new IOException("the channel's file" + (what.startsWith(",") ? "" : " ") + what);
  }

  private static IOException damaged() {
    return malformed("is a damaged or encrypted archive; fetch it again");
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }

  /** Fails if more comes out of an archive than any bill contains. */
  private static final class Bounded extends FilterInputStream {
    private long left;

    Bounded(InputStream in, long most) {
      super(in);
      left = most;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int read = super.read(into, from, length);
      left -= Math.max(0, read);
      if (left < 0) {
        throw malformed("unpacks to more than a channel's file can hold");
      }
      return read;
    }
  }
}
