package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Searches for texts and bytes that must not appear anywhere, in every form in which they could be
 * written, in one pass (Aho and Corasick, CACM 18(6), 1975).
 */
final class Marks {
  /**
   * A mark that was found.
   *
   * @param end the offset after its last byte
   */
  record Hit(String mark, String form, long end, int length) {
    @Override
    public String toString() {
      return mark + " as " + form;
    }
  }

  private static final class Form {
    final String mark;
    final String form;
    final byte[] bytes;

    Form(String mark, String form, byte[] bytes) {
      this.mark = mark;
      this.form = form;
      this.bytes = bytes;
    }
  }

  /** Excludes shorter forms, which appear by chance. */
  private static final int MIN_LENGTH = 6;

  private final Map<String, byte[]> raw = new LinkedHashMap<>();
  private final List<Form> forms = new ArrayList<>();
  private int[] next = new int[0];
  private List<Form>[] ends = newEnds(0);

  @SuppressWarnings("unchecked")
  private static List<Form>[] newEnds(int size) {
    return (List<Form>[]) new List<?>[size];
  }

  /** Adds a text: a name, a number, a message, a password. */
  Marks text(String name, String text) {
    bytes(name, text.getBytes(UTF_8));
    boolean ascii = text.chars().allMatch(c -> c < 128);
    if (!ascii) {
      form(name, "GBK", text.getBytes(Charset.forName("GBK")));
      String escaped = escaped(text);
      form(name, "JSON escapes", escaped.getBytes(UTF_8));
      form(
          name, "JSON escapes", escaped.toUpperCase(Locale.ROOT).replace('U', 'u').getBytes(UTF_8));
    }
    form(name, "UTF-16BE", text.getBytes(UTF_16BE));
    form(name, "UTF-16LE", text.getBytes(UTF_16LE));
    String url = URLEncoder.encode(text, UTF_8);
    if (!url.equals(text)) {
      form(name, "URL encoding", url.getBytes(UTF_8));
      form(name, "URL encoding", url.replace("+", "%20").getBytes(UTF_8));
      form(name, "URL encoding", url.toLowerCase(Locale.ROOT).getBytes(UTF_8));
    }
    return this;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.chars().forEach(c -> escaped.append(c < 128 ? "" + (char) c : "\\u%04x".formatted(c)));
    return escaped.toString();
  }

  /** Adds bytes, such as a private key's number. */
  Marks bytes(String name, byte[] bytes) {
    raw.put(name, bytes);
    form(name, "bytes", bytes);
    form(name, "hex", HexFormat.of().formatHex(bytes).getBytes(UTF_8));
    form(name, "hex", HexFormat.of().withUpperCase().formatHex(bytes).getBytes(UTF_8));
    for (int before = 0; before < 3; before++) {
      form(name, "base64", inBase64(Base64.getEncoder(), bytes, before));
      form(name, "base64url", inBase64(Base64.getUrlEncoder(), bytes, before));
    }
    next = new int[0];
    return this;
  }

  /** Returns the base64 characters that depend on these bytes only, after so many others. */
  private static byte[] inBase64(Base64.Encoder encoder, byte[] bytes, int before) {
    byte[] shifted = new byte[before + bytes.length];
    System.arraycopy(bytes, 0, shifted, before, bytes.length);
    byte[] text = encoder.withoutPadding().encode(shifted);
    int first = (before * 8 + 5) / 6;
    return Arrays.copyOfRange(text, first, shifted.length * 8 / 6);
  }

  private void form(String name, String form, byte[] bytes) {
    boolean known = forms.stream().anyMatch(each -> Arrays.equals(each.bytes, bytes));
    if (bytes.length >= MIN_LENGTH && !known) {
      forms.add(new Form(name, form, bytes));
    }
    next = new int[0];
  }

  /** Returns the bytes of a mark. */
  byte[] raw(String name) {
    return raw.get(name).clone();
  }

  /** Finds all marks in a file, including overlapping ones. */
  void find(Path file, Consumer<Hit> found) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      find(in, found);
    }
  }

  void find(InputStream in, Consumer<Hit> found) throws IOException {
    if (next.length == 0) {
      build();
    }
    byte[] piece = new byte[1 << 16];
    int state = 0;
    long offset = 0;
    for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
      for (int i = 0; i < length; i++) {
        state = next[state << 8 | (piece[i] & 0xff)];
        if (ends[state] != null) {
          for (Form form : ends[state]) {
            found.accept(new Hit(form.mark, form.form, offset + i + 1, form.bytes.length));
          }
        }
      }
      offset += length;
    }
  }

  private void build() {
    int most = 1 + forms.stream().mapToInt(form -> form.bytes.length).sum();
    int[] table = new int[most << 8];
    ends = newEnds(most);
    int states = 1;
    for (Form form : forms) {
      int state = 0;
      for (byte b : form.bytes) {
        int at = state << 8 | (b & 0xff);
        if (table[at] == 0) {
          table[at] = states++;
        }
        state = table[at];
      }
      ends[state] = and(ends[state], List.of(form));
    }
    int[] fallback = new int[states];
    Queue<Integer> queue = new ArrayDeque<>();
    for (int b = 0; b < 256; b++) {
      if (table[b] != 0) {
        queue.add(table[b]);
      }
    }
    while (!queue.isEmpty()) {
      int state = queue.remove();
      ends[state] = and(ends[state], ends[fallback[state]]);
      for (int b = 0; b < 256; b++) {
        int child = table[state << 8 | b];
        int other = table[fallback[state] << 8 | b];
        if (child == 0) {
          table[state << 8 | b] = other;
        } else {
          fallback[child] = other;
          queue.add(child);
        }
      }
    }
    next = table;
  }

  private static List<Form> and(List<Form> some, List<Form> more) {
    if (some == null || more == null) {
      return some == null ? more : some;
    }
    List<Form> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
