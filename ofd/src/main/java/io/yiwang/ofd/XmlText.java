package io.yiwang.ofd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.FilterReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.nio.charset.Charset;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes an XML file strictly, by the encoding that the file names: the parser would print bytes
 * that it cannot decode. It also limits the length of tags, comments, processing instructions and
 * CDATA sections, since the parser holds each of them in memory several times.
 *
 * @see "XML 1.0 section 4.3.3 and appendix F"
 */
final class XmlText extends FilterReader {
  private static final int MAX_MARKUP = 1 << 20;
  private static final int HEAD = 256;
  private static final Pattern DECLARED =
      Pattern.compile("<\\?xml[^>]*?\\sencoding\\s*=\\s*[\"']([A-Za-z][A-Za-z0-9._-]*)[\"']");

  /** Names the kind of markup that a character is in. */
  private enum Place {
    TEXT,
    OPENED,
    DECLARATION,
    TAG,
    INSTRUCTION,
    COMMENT,
    CDATA
  }

  private Place place = Place.TEXT;
  private int length;
  private char quote;
  private char last;
  private char lastButOne;

  private XmlText(InputStream in, Charset charset) {
    super(new InputStreamReader(in, charset.newDecoder()));
  }

  static XmlText of(InputStream in) throws IOException {
    byte[] head = in.readNBytes(HEAD);
    String start = new String(head, ISO_8859_1);
    Charset charset;
    int mark = 0;
    if (start.startsWith("\u00ef\u00bb\u00bf")) {
      charset = UTF_8;
      mark = 3;
    } else if (start.startsWith("\u00fe\u00ff") || start.startsWith("\u00ff\u00fe")) {
      charset = start.charAt(0) == '\u00fe' ? UTF_16BE : UTF_16LE;
      mark = 2;
    } else if (start.startsWith("\0<") || start.startsWith("<\0")) {
      charset = start.charAt(0) == '<' ? UTF_16LE : UTF_16BE;
    } else {
      charset = declared(start);
    }
    return new XmlText(
        new SequenceInputStream(new ByteArrayInputStream(head, mark, head.length - mark), in),
        charset);
  }

  private static Charset declared(String start) throws OfdException {
    Matcher matcher = DECLARED.matcher(start);
    if (!matcher.lookingAt()) {
      return UTF_8;
    }
    String name = matcher.group(1).toUpperCase(Locale.ROOT);
    if (name.startsWith("UTF-16") || name.startsWith("UTF-32") || name.startsWith("UCS")) {
      // The declaration was read as one byte a character, so it is wrong; .NET writes such files.
      return UTF_8;
    }
    if (name.startsWith("GB") || name.equals("X-GBK")) {
      // GB2312 and GBK are subsets, and files use characters beyond the set that they name.
      return Charset.forName("GB18030");
    }
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException e) {
      throw new OfdException("an XML is in an encoding that is not known");
    }
  }

  @Override
  public int read() throws IOException {
    char[] one = new char[1];
    return read(one, 0, 1) < 0 ? -1 : one[0];
  }

  @Override
  public int read(char[] into, int offset, int most) throws IOException {
    int read = super.read(into, offset, most);
    for (int i = 0; i < read; i++) {
      step(into[offset + i]);
    }
    return read;
  }

  private void step(char c) throws OfdException {
    if (place == Place.TEXT) {
      if (c != '<') {
        return;
      }
      place = Place.OPENED;
      length = 1;
      return;
    }
    if (++length > MAX_MARKUP) {
      throw new OfdException(
          "an XML has a piece of markup of more than " + MAX_MARKUP + " characters");
    }
    switch (place) {
      case OPENED -> place = c == '!' ? Place.DECLARATION : c == '?' ? Place.INSTRUCTION : tag(c);
      case DECLARATION -> place = c == '-' ? Place.COMMENT : c == '[' ? Place.CDATA : tag(c);
      case TAG -> place = tag(c);
      case INSTRUCTION -> endsAt(c == '>' && last == '?');
      // The shortest comment has seven characters.
      case COMMENT -> endsAt(c == '>' && last == '-' && lastButOne == '-' && length >= 7);
      case CDATA -> endsAt(c == '>' && last == ']' && lastButOne == ']');
      case TEXT -> throw new IllegalStateException("a text is not markup");
    }
    lastButOne = last;
    last = c;
  }

  private void endsAt(boolean isEnd) {
    if (isEnd) {
      place = Place.TEXT;
    }
  }

  /** Returns the place after a character of a tag; a {@code >} within quotes does not end it. */
  private Place tag(char c) {
    if (quote != 0) {
      quote = c == quote ? 0 : quote;
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (c == '>') {
      return Place.TEXT;
    }
    return Place.TAG;
  }
}
