package io.yiwang.examples;

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
 * How a payer process is started: on this JVM's class path, its classes archived after the first
 * start, for a thousand of them only live for a second each.
 */
final class ChaosJvm {
  private final Path archive;
  private final String classPath;

  /**
   * @param folder for jars and the archive
   */
  ChaosJvm(Path folder) throws IOException {
    archive = folder.resolve("classes.jsa");
    List<String> jars = new ArrayList<>();
    for (Path entry : entries()) {
      // Only what lies in jars can be archived.
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

  /** Test runners give a long class path in the manifest of an otherwise empty jar. */
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

  /** Whether the archive is still to be made. */
  boolean isCold() {
    return !Files.exists(archive);
  }

  /** The command of a node; a cold one makes the archive when it ends. */
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
