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

/** Starts a main class in a separate JVM of the same JDK. */
final class Jvm {
  private Jvm() {}

  /**
   * Starts a JVM. The caller reads its standard output; its errors go to this JVM's standard error.
   */
  static Process start(String classPath, Class<?> main, String... arguments) throws IOException {
    return start(List.of(), classPath, main, arguments);
  }

  /** Starts a JVM with options. */
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

  /** Returns a class path of only those jars or directories that contain the given classes. */
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
