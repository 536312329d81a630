package io.yiwang.internal.shared;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the contents of a file of keys or certificates: PEM blocks, one value in DER, or one value
 * in base64 without BEGIN and END lines. A byte-order mark, comments around the blocks, and lines
 * joined by the two characters {@code \n}, as in configuration settings, are accepted.
 *
 * @see "RFC 7468; RFC 1421 section 4.4"
 */
public final class PemText {
  private static final int SEQUENCE = 0x30;

  /** The longest header of a block; those of an encrypted key are a few dozen characters. */
  private static final int LONGEST_HEADER = 8 << 10;

  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final Pattern TYPE = Pattern.compile("[A-Z0-9 ]+");
  private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]+={0,2}");
  private static final Pattern BLANK = Pattern.compile("\\s+");

  private PemText() {}

  /**
   * One value that was read.
   *
   * @param type the type in the BEGIN line, such as {@code PRIVATE KEY}; empty if there was no such
   *     line
   * @param headers the lines above the content by name, such as {@code Proc-Type}
   * @param der the content, which the caller wipes
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared; the bytes may be a key.
  public record Block(String type, Map<String, String> headers, byte[] der) {
    @Override
    public String toString() {
      return type.isEmpty() ? "DER" : "PEM block " + type;
    }
  }

  /**
   * Reads all values in order.
   *
   * @return at least one
   * @throws IOException if there is none, or one is not base64; the message does not quote the
   *     content
   */
  public static List<Block> blocks(byte[] content) throws IOException {
    if (isDer(content)) {
      return List.of(new Block("", Map.of(), content.clone()));
    }
    String text = text(content);
    if (text.indexOf('\n') < 0) {
      text = text.replace("\\r", "").replace("\\n", "\n");
    }
    List<Block> blocks = armoured(text);
    if (blocks.isEmpty()) {
      blocks.add(new Block("", Map.of(), bare(text)));
    }
    return blocks;
  }

  /** Finds PEM blocks in linear time, since the text is untrusted and may be long. */
  private static List<Block> armoured(String text) throws IOException {
    List<Block> blocks = new ArrayList<>();
    int at = text.indexOf(BEGIN);
    int end = 0;
    while (at >= 0 && end >= 0) {
      int name = at + BEGIN.length();
      int body = text.indexOf(DASHES, name);
      if (end < name) {
        end = text.indexOf(END, name);
      }
      String type = body < 0 ? "" : text.substring(name, body);
      int next = name;
      if (end >= body
          && TYPE.matcher(type).matches()
          && text.startsWith(type + DASHES, end + END.length())) {
        blocks.add(block(type, text.substring(body + DASHES.length(), end)));
        next = end;
      }
      at = text.indexOf(BEGIN, next);
    }
    return blocks;
  }

  /**
   * Returns whether the content begins with a DER sequence. A text may begin with the same byte,
   * but not with a valid length after it. Bytes after the sequence, such as OpenSSL's trust
   * settings, are allowed.
   */
  private static boolean isDer(byte[] content) {
    if (content.length < 2 || content[0] != SEQUENCE) {
      return false;
    }
    int first = content[1] & 0xff;
    if (first < 0x80) {
      return first + 2 == content.length;
    }
    if (first == 0x80) {
      // An indefinite length, as in BER; no text has this byte here.
      return true;
    }
    int count = first & 0x7f;
    if (count > 4 || content.length < 2 + count) {
      return false;
    }
    long length = 0;
    for (int i = 0; i < count; i++) {
      length = (length << 8) | (content[2 + i] & 0xff);
    }
    return length + 2 + count <= content.length;
  }

  /** Decodes the content as text. PEM is ASCII, but a comment around it need not be. */
  private static String text(byte[] content) {
    int first = content.length > 0 ? content[0] & 0xff : -1;
    int second = content.length > 1 ? content[1] & 0xff : -1;
    if (first == 0xff && second == 0xfe) {
      return new String(content, 2, content.length - 2, UTF_16LE);
    }
    if (first == 0xfe && second == 0xff) {
      return new String(content, 2, content.length - 2, UTF_16BE);
    }
    boolean marked =
        first == 0xef && second == 0xbb && content.length > 2 && (content[2] & 0xff) == 0xbf;
    int from = marked ? 3 : 0;
    return new String(content, from, content.length - from, ISO_8859_1);
  }

  private static Block block(String type, String body) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    StringBuilder base64 = new StringBuilder();
    String last = "";
    for (String line : body.split("\n|\r")) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        last = line.substring(0, colon).strip();
        headers.put(last, line.substring(colon + 1).strip());
      } else if (!last.isEmpty() && base64.isEmpty() && line.startsWith(" ")) {
        // A header may continue on the next line (RFC 1421 section 4.6).
        String whole = headers.getOrDefault(last, "") + line.strip();
        if (whole.length() > LONGEST_HEADER) {
          throw new IOException("a header of the PEM block " + type + " does not end");
        }
        headers.put(last, whole);
      } else {
        base64.append(line);
      }
    }
    byte[] der = decode(base64.toString());
    if (der.length == 0) {
      throw new IOException("the PEM block " + type + " is not base64");
    }
    return new Block(type, headers, der);
  }

  private static byte[] bare(String text) throws IOException {
    byte[] der = decode(text);
    if (!isDer(der)) {
      throw new IOException("neither PEM, nor DER, nor base64 of DER");
    }
    return der;
  }

  /** Decodes base64; returns an empty array for anything else. */
  private static byte[] decode(String text) {
    String base64 = BLANK.matcher(text).replaceAll("");
    try {
      return BASE64.matcher(base64).matches() ? Base64.getDecoder().decode(base64) : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  /**
   * Describes content that is not the expected key or certificate, and says what to do with it.
   *
   * @return a part of a sentence, such as {@code this is PKCS#12; ...}; empty if the content is
   *     unknown
   */
  public static String describe(byte[] content) {
    if (content.length > 4
        && content[0] == (byte) 0xfe
        && content[1] == (byte) 0xed
        && content[2] == (byte) 0xfe
        && content[3] == (byte) 0xed) {
      return "this is a Java key store; convert it: keytool -importkeystore -srckeystore FILE"
          + " -destkeystore FILE.p12 -deststoretype PKCS12";
    }
    String text = text(content).strip();
    if (text.startsWith("PuTTY-User-Key-File")) {
      return "this is a PuTTY key; convert it: puttygen FILE -O private-openssh, then ssh-keygen"
          + " -p -m PKCS8 -f FILE";
    }
    if (text.length() == 64 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0)) {
      return "this is a bare hexadecimal number, not a key file";
    }
    try {
      Block first = blocks(content).get(0);
      return switch (first.type()) {
        case "OPENSSH PRIVATE KEY" ->
            "this is an OpenSSH key; convert it: ssh-keygen -p -m PKCS8 -f FILE";
        case "CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST" ->
            "this is a certificate request, not a certificate";
        case "EC PARAMETERS" -> "this has the parameters of a curve, but no key";
        case "PKCS7", "CMS" ->
            "this is PKCS#7; take its certificates out: openssl pkcs7 -print_certs -in FILE";
        case "PGP PRIVATE KEY BLOCK", "PGP PUBLIC KEY BLOCK" -> "this is a PGP key";
        case "" ->
            isPkcs12(first.der())
                ? "this is PKCS#12, which the method pkcs12 or a KeyStore reads"
                : "";
        default -> "it holds a PEM block " + first.type();
      };
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * Returns whether the content begins like PKCS#12: SEQUENCE { INTEGER 3, SEQUENCE { data or
   * signedData, ... (RFC 7292 section 4).
   */
  private static boolean isPkcs12(byte[] der) {
    // The shortest PKCS#12 has more bytes.
    if (der.length < 6) {
      return false;
    }
    int at = (der[1] & 0xff) <= 0x80 ? 2 : 2 + (der[1] & 0x7f);
    return der.length > at + 4
        && der[at] == 2
        && der[at + 1] == 1
        && der[at + 2] == 3
        && der[at + 3] == SEQUENCE;
  }
}
