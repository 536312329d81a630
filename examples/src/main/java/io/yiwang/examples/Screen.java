package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.CallListener;
import io.yiwang.signing.ContentDigest;
import io.yiwang.signing.Signer;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/** Prints texts in Chinese and English; in colours if the output is a terminal. */
final class Screen {
  private final PrintStream out;
  private final boolean colours;
  private int scene;
  private boolean signatureShown;

  Screen(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  /** Returns a screen on standard output. */
  static Screen standard() {
    return new Screen(System.out, isTerminal() && System.getenv("NO_COLOR") == null);
  }

  @SuppressWarnings(
      "SystemConsoleNull") // The meaning of null depends on the version, as in the method below.
  private static boolean isTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      // Before JDK 22, there is a console only in a terminal.
      return true;
    }
  }

  void title(String chinese, String english) {
    out.println(paint("1", chinese + "  " + english));
  }

  void scene(String chinese, String english) {
    scene++;
    out.println();
    out.println(paint("1;36", scene + ". " + chinese + "  " + english));
  }

  void tell(String text) {
    out.println("   " + text);
  }

  void tell(String chinese, String english) {
    tell(chinese + "  " + paint("2", english));
  }

  void good(String chinese, String english) {
    out.println("   " + paint("32", "✓ " + chinese) + "  " + english);
  }

  void bad(String text) {
    out.println("   " + paint("31", "✗ " + text));
  }

  /** Prints each call when it ends: the request, the answer and the duration. */
  CallListener calls() {
    return report ->
        tell(
            paint(
                "2",
                "→ %s  %s%s  %d ms%s"
                    .formatted(
                        report.operation(),
                        report.outcome() + (report.status() == null ? "" : " " + report.status()),
                        report.code() == null ? "" : " " + report.code(),
                        report.duration().toMillis(),
                        report.attempts() == 1 ? "" : "  " + report.attempts() + " attempts")));
  }

  /** Returns a signer that prints the bytes that it signs, the first time. */
  Signer showing(Signer signer) {
    return new Signer() {
      @Override
      public String keyId() {
        return signer.keyId();
      }

      @Override
      public String algorithm() {
        return signer.algorithm();
      }

      @Override
      public ContentDigest digest() {
        return signer.digest();
      }

      @Override
      public byte[] sign(byte[] message) throws GeneralSecurityException, IOException {
        showOnce(new String(message, UTF_8));
        return signer.sign(message);
      }
    };
  }

  private synchronized void showOnce(String signed) {
    if (!signatureShown) {
      signatureShown = true;
      tell("签名的正是这些字节", "the bytes that are signed:");
      signed.lines().forEach(line -> tell(paint("2", "| " + line)));
    }
  }

  private String paint(String style, @Nullable String text) {
    return colours ? "\033[" + style + "m" + text + "\033[0m" : String.valueOf(text);
  }
}
