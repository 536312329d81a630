package io.yiwang.examples.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;

/**
 * The process that has the sandbox and knows the marks, as the process under test sees it: a line
 * out, a line back. Nothing of what comes is buffered.
 */
final class Parent {
  /** What a line to the parent begins with. */
  static final String ASKS = "@";

  private final InputStream in = new FileInputStream(FileDescriptor.in);

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);

  /** Says something and waits for the answer. */
  synchronized String ask(String... words) {
    try {
      out.write((ASKS + String.join(" ", words) + "\n").getBytes(UTF_8));
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new IOException("the parent is gone");
        }
        line.append((char) c);
      }
      return new String(Base64.getDecoder().decode(line.toString()), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A setting, or a text with a mark in it. */
  String value(String name) {
    return ask("value", name);
  }
}
