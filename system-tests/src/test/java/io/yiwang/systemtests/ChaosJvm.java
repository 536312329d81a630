package io.yiwang.systemtests;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Makes the command that starts a node: on this JVM's class path, with an archive of the classes
 * after the first start, since a thousand nodes live for only a second each.
 */
final class ChaosJvm {
  private final Path archive;
  private final String classPath;

  /**
   * Packs the class path into jars.
   *
   * @param folder takes the jars and the archive
   */
  ChaosJvm(Path folder) throws IOException {
    archive = folder.resolve("classes.jsa");
    List<String> jars = new ArrayList<>();
    for (Path entry : entries()) {
      // Only classes in jars can be archived.
      jars.add((Files.isDirectory(entry) ? jar(entry, folder, jars.size()) : entry).toString());
    }
    classPath = String.join(File.pathSeparator, jars);
  }

  private static List<Path> entries() throws IOException {
    List<Path> entries = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path entry = Path.of(each).toAbsolutePath();
      List<Path> named = Files.isRegularFile(entry) ? namedIn(entry) : List.of();
      entries.addAll(named.isEmpty() ? List.of(entry) : named);
    }
    return entries.stream().filter(Files::exists).distinct().toList();
  }

  /** Reads a long class path, which test runners put in the manifest of an otherwise empty jar. */
  private static List<Path> namedIn(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String named =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      if (named == null || !named.contains("file:")) {
        return List.of();
      }
      return Stream.of(named.split(" ")).map(jar.toUri()::resolve).map(Path::of).toList();
    }
  }

  private static Path jar(Path classes, Path folder, int number) throws IOException {
    Path jar = folder.resolve("classes-" + number + ".jar");
    URI base = classes.toUri();
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream zip = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        zip.putNextEntry(new ZipEntry(base.relativize(file.toUri()).getPath()));
        Files.copy(file, zip);
      }
    }
    return jar;
  }

  /** Returns whether there is no archive yet. */
  boolean isCold() {
    return !Files.exists(archive);
  }

  /** Returns the command that starts a node; without an archive, the node writes it at its end. */
  List<String> command(Class<?> main, List<String> arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                (isCold() ? "-XX:ArchiveClassesAtExit=" : "-XX:SharedArchiveFile=") + archive,
                "-Xlog:disable",
                "-Xlog:all=error:stdout",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx192m",
                "-cp",
                classPath,
                main.getName()));
    command.addAll(arguments);
    return command;
  }
}
