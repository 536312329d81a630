package io.yiwang.payments.reconciliation;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.payments.reconciliation.ChannelFile.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests that any file is read, or refused with the declared exception, in a short time. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class HostileChannelFileTest {
  private static final String GOOD = "order,trade,amount,kind\nW1,t-1,1,PAY\n";
  private static final CsvChannelFile.Columns COLUMNS =
      new CsvChannelFile.Columns("order", "trade", "amount", "kind");

  @TempDir Path folder;

  private CsvChannelFile file(byte[] bytes) throws IOException {
    return new CsvChannelFile(Files.write(folder.resolve("f"), bytes), COLUMNS);
  }

  private static List<Line> lines(ChannelFile file) throws IOException {
    List<Line> lines = new ArrayList<>();
    file.read(lines::add);
    return lines;
  }

  private static String refusal(ChannelFile file) {
    return String.valueOf(assertThrows(IOException.class, () -> lines(file)).getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE html><html><body>请登录,order,trade,amount,kind</body></html>",
        "\ufeff\r\n  <html>",
        "<?xml version='1.0'?><xml><return_code>FAIL</return_code></xml>",
        "{\"code\":\"NO_STATEMENT_EXIST\"}"
      })
  void read_pageInsteadOfTheFile_isRefused(String page) throws IOException {
    String refused =
        "the channel's file is a page or an error answer of the channel, not its rows; fetch it"
            + " again";
    Path path = Files.writeString(folder.resolve("page.csv"), page);

    for (ChannelFile file :
        List.of(
            new CsvChannelFile(path, COLUMNS),
            new AlipayChannelFile(path),
            new WeChatPayChannelFile(path),
            new UnionPayChannelFile(path))) {
      assertEquals(refused, refusal(file));
    }
  }

  @Test
  void read_emptyFile_isRefused() throws IOException {
    assertEquals("the channel's file is empty", refusal(file(new byte[0])));
    assertEquals("the channel's file is empty", refusal(file("\r\n \n\u001a".getBytes(UTF_8))));
  }

  @Test
  void read_byteOrderMark_saysUtf8WhateverTheCharset() throws IOException {
    CsvChannelFile file =
        file(("\ufeff" + GOOD.replace("W1", "W1").replace("kind", "kind")).getBytes(UTF_8));

    assertEquals(1, lines(file.charset(Charset.forName("GBK"))).size());
  }

  @Test
  void read_utf16_isReadOnlyIfConfigured() throws IOException {
    for (Charset charset : List.of(UTF_16, UTF_16LE, UTF_16BE)) {
      byte[] marked = ("\ufeff" + GOOD).getBytes(charset.equals(UTF_16) ? UTF_16BE : charset);

      assertEquals(
          "the channel's file is text in UTF-16; say so with charset(UTF_16), or save it as UTF-8",
          refusal(file(marked)));
      assertEquals(1, lines(file(marked).charset(UTF_16)).size());
      assertEquals(1, lines(file(marked).charset(charset)).size());
    }
    assertEquals(
        "the channel's file, line 1, is not text in UTF-8", refusal(file(GOOD.getBytes(UTF_16LE))));
  }

  @Test
  void read_nameCutInTheMiddleOfACharacter_leavesTheRowReadable() throws IOException {
    Charset gbk = Charset.forName("GBK");
    byte[] name = "W1,t-1,1.00,PAY,市人民医".getBytes(gbk);
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    text.write("order,trade,amount,kind,name,note\n".getBytes(gbk));
    text.write(name, 0, name.length - 1);
    text.write(",\nW2,t-2,2.00,PAY,x,\n".getBytes(gbk));

    List<String> orders = new ArrayList<>();
    file(text.toByteArray()).charset(gbk).read(line -> orders.add(line.orderNo()));

    assertEquals(List.of("W1", "W2"), orders);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "52 61 72 21 1a 07 01 00 | a RAR archive; unpack it",
        "37 7a bc af 27 1c 00 04 | a 7z archive; unpack it",
        "42 5a 68 39 31 41 59 26 53 59 | packed with bzip2; unpack it",
        "fd 37 7a 58 5a 00 00 04 | packed with xz; unpack it",
        "28 b5 2f fd 04 00 | packed with Zstandard; unpack it",
        "d0 cf 11 e0 a1 b1 1a e1 | a workbook of a spreadsheet program (XLS); fetch it as CSV",
        "25 50 44 46 2d 31 2e 37 | a PDF; fetch the file of rows"
      })
  void read_fileOfAnotherKind_isRefusedByItsName(String begins, String what) throws IOException {
    byte[] bytes = Arrays.copyOf(HexFormat.ofDelimiter(" ").parseHex(begins), 512);

    assertEquals("the channel's file is " + what, refusal(file(bytes)));
  }

  @Test
  void read_archiveInAnArchive_isRefused() throws IOException {
    ByteArrayOutputStream once = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(once)) {
      out.write(GOOD.getBytes(UTF_8));
    }
    ByteArrayOutputStream twice = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(twice)) {
      out.write(once.toByteArray());
    }

    assertEquals(
        "the channel's file is gzip inside an archive; unpack it",
        refusal(file(twice.toByteArray())));
  }

  @Test
  void read_wrongCharset_isRefused() throws IOException {
    byte[] gbk = GOOD.replace("PAY", "支付").getBytes(Charset.forName("GBK"));

    assertTrue(
        refusal(file(gbk)).contains("is not text in UTF-8; say which charset the channel writes"));
  }

  @Test
  void read_lineWithoutEnd_isRefused() throws IOException {
    assertEquals(
        "the channel's file, line 3, is longer than 65536 characters",
        refusal(file((GOOD + "x".repeat(70_000)).getBytes(UTF_8))));
    assertEquals(
        "the channel's file, line 3: a quoted value does not end",
        refusal(file((GOOD + "\"" + "x\n".repeat(70_000)).getBytes(UTF_8)).quoted()));
  }

  @Test
  void read_backtickedRowOverManyLines_isRefused() throws IOException {
    assertEquals(
        "the channel's file, line 3: it has 1 values, and the heading has 4",
        refusal(file((GOOD + "`x\n" + "y\n".repeat(70_000)).getBytes(UTF_8)).backticks()));
  }

  @Test
  void read_linesThatEndAsOnOldMacs_areAllRead() throws IOException {
    assertEquals(1, lines(file(GOOD.replace('\n', '\r').getBytes(UTF_8))).size());
  }

  @Test
  void read_gzipBomb_isRefused() throws IOException {
    Path bomb = folder.resolve("bomb");
    byte[] rows = "\n".repeat(1 << 16).getBytes(US_ASCII);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
      out.write(GOOD.getBytes(UTF_8));
      for (int i = 0; i < 1 << 9; i++) {
        out.write(rows);
      }
    }

    assertEquals(
        "the channel's file unpacks to more than a channel's file can hold",
        refusal(new CsvChannelFile(bomb, COLUMNS)));
  }

  @Test
  void read_zipBombBesideTheRows_isRefused() throws IOException {
    Path bomb = folder.resolve("bomb.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(bomb))) {
      out.putNextEntry(new ZipEntry("汇总.csv"));
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 64; i++) {
        out.write(zeros);
      }
      out.putNextEntry(new ZipEntry("明细.csv"));
      out.write(GOOD.getBytes(UTF_8));
    }

    assertEquals(
        "the channel's file unpacks to more than a channel's file can hold",
        refusal(new AlipayChannelFile(bomb)));
  }

  @Test
  void read_zipOfManyFiles_isRefused() throws IOException {
    Path zip = folder.resolve("many.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < 200; i++) {
        out.putNextEntry(new ZipEntry("汇总" + i));
      }
    }

    assertEquals(
        "the channel's file is a zip archive of more than 100 files",
        refusal(new AlipayChannelFile(zip)));
  }

  @Test
  void read_zipOfTwoFilesThatCanHoldTheRows_isRefused() throws IOException {
    Path zip = folder.resolve("two.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : List.of("a.csv", "b.csv")) {
        out.putNextEntry(new ZipEntry(name));
        out.write(GOOD.getBytes(UTF_8));
      }
    }

    assertEquals(
        "the channel's file is a zip archive with two files that can hold the rows; unpack it",
        refusal(new CsvChannelFile(zip, COLUMNS)));
  }

  @Test
  void read_zipWithoutTheRows_isRefused() throws IOException {
    Path zip = folder.resolve("none.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("readme.txt"));
    }

    assertEquals(
        "the channel's file is a zip archive without the file that holds the rows",
        refusal(new UnionPayChannelFile(zip)));
  }

  @Test
  void read_archiveThatIsCutOrChanged_isRefused() throws IOException {
    Path path = folder.resolve("a.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(path))) {
      ZipEntry entry = new ZipEntry("a.csv");
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(GOOD.length());
      CRC32 crc = new CRC32();
      crc.update(GOOD.getBytes(US_ASCII));
      entry.setCrc(crc.getValue());
      out.putNextEntry(entry);
      out.write(GOOD.getBytes(US_ASCII));
    }
    byte[] whole = Files.readAllBytes(path);
    assertEquals(1, lines(file(whole)).size());
    String damaged = "the channel's file is a damaged or encrypted archive; fetch it again";

    byte[] changed = new String(whole, ISO_8859_1).replace("W1", "W2").getBytes(ISO_8859_1);
    assertEquals(damaged, refusal(file(changed)));
    assertEquals(damaged, refusal(file(java.util.Arrays.copyOf(whole, 50))));
    byte[] encrypted = whole.clone();
    encrypted[6] |= 1;
    assertEquals(damaged, refusal(file(encrypted)));
  }

  @Test
  void read_gzipThatIsCut_isRefused() throws IOException {
    Path path = folder.resolve("a.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write(GOOD.getBytes(UTF_8));
    }
    byte[] whole = Files.readAllBytes(path);

    for (int length = 2; length < whole.length; length++) {
      assertEquals(
          "the channel's file is a damaged or encrypted archive; fetch it again",
          refusal(file(java.util.Arrays.copyOf(whole, length))));
    }
  }

  /**
   * Tests lines that each end a value and begin another, so that no value is long but the row never
   * ends.
   */
  @Test
  void read_quotedRowThatNeverEnds_isRefused() throws IOException {
    Path path = folder.resolve("endless.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write("order,trade,amount,kind\n\"a\n".getBytes(UTF_8));
      byte[] line = ("\",\"" + "a".repeat(20) + "\n").getBytes(UTF_8);
      for (int i = 0; i < 1_000_000; i++) {
        out.write(line);
      }
    }

    assertEquals(
        "the channel's file, line 2: a quoted value does not end",
        refusal(new CsvChannelFile(path, COLUMNS).quoted()));
  }

  /** Tests that the number of refunds in a file does not decide how much memory is used. */
  @Test
  void read_unionPayFileOfRefundsWithoutAnOrder_isRefusedBeyondAHundredThousand()
      throws IOException {
    Path path = folder.resolve("ZM.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      for (int i = 0; i <= 100_000; i++) {
        String row =
            " ".repeat(215)
                + "04"
                + " ".repeat(54)
                + String.format(Locale.ROOT, "%021d", i)
                + " ".repeat(316)
                + "\n";
        out.write(row.getBytes(US_ASCII));
      }
    }

    assertEquals(
        "the channel's file, line 100001: the file has more than 100000 refunds that do not say of"
            + " which order",
        refusal(new UnionPayChannelFile(path)));
  }
}
