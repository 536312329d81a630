package io.yiwang.benchmarks;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** Starts a main class of ours in a separate JVM, of the same JDK as this one. */
final class Jvm {
  private Jvm() {}

  /** Its standard output is to be read; its errors go where ours go. */
  static Process start(String classPath, Class<?> main, String... arguments) throws IOException {
    return start(List.of(), classPath, main, arguments);
  }

  /** Returns the same with options for the JVM. */
  static Process start(List<String> options, String classPath, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.add("-classpath");
    command.add(classPath);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
  }

  /** Returns the class path of this JVM. */
  static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  /**
   * Returns the class path of the jars, or directories, that these classes come from, and of no
   * other.
   */
  static String classPathOf(Class<?>... classes) {
    return Arrays.stream(classes)
        .map(Jvm::origin)
        .distinct()
        .collect(Collectors.joining(System.getProperty("path.separator")));
  }

  private static String origin(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    if (source == null) {
      throw new IllegalArgumentException(type + " is of the JDK itself");
    }
    try {
      return Path.of(source.getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(type + " does not come from a file", e);
    }
  }
}
