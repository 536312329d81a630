package io.yiwang.ofd;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives access to the files within an OFD, which is a zip. Files are read when they are needed, so
 * little is held in memory.
 *
 * @see "GB/T 33190-2016 section 6"
 */
final class Container implements Closeable {
  private final ZipSource source;
  private final ZipDirectory directory;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** The names without their folders. */
  private final Set<String> lastNames = new HashSet<>();

  private Container(ZipSource source, OfdLimits limits) throws IOException {
    this.source = source;
    directory = new ZipDirectory(source, limits);
    for (Entry each : directory.read()) {
      if (entries.putIfAbsent(key(each.name()), each) != null) {
        throw new OfdException("two entries have the same name, or differ in case alone");
      }
    }
    entries.values().removeIf(entry -> entry.name().endsWith("/"));
    entries.keySet().forEach(each -> lastNames.add(each.substring(each.lastIndexOf('/') + 1)));
  }

  static Container open(Path file, OfdLimits limits) throws IOException {
    return open(ZipSource.of(file), limits);
  }

  static Container open(byte[] file, OfdLimits limits) throws IOException {
    return open(ZipSource.of(file), limits);
  }

  private static Container open(ZipSource source, OfdLimits limits) throws IOException {
    try {
      return new Container(source, limits);
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** Returns all files within, in the zip's order. */
  Collection<Entry> entries() {
    return entries.values();
  }

  /**
   * Returns the file that a location names; null if there is none. A location that begins with a
   * slash is absolute, any other is relative to the file that it is in. Case is ignored, as readers
   * on Windows do, and the slash of an absolute location may be missing, as some issuers have it.
   */
  @Nullable Entry find(String location, String fromFile) {
    String path = path(location.strip(), fromFile);
    Entry relative = path == null ? null : entries.get(key(path));
    if (relative != null) {
      return relative;
    }
    String absolute = path(location.strip(), "");
    return absolute == null ? null : entries.get(key(absolute));
  }

  /** Returns false if a value cannot be the location of a file; cheaper than {@link #find}. */
  boolean mayName(String value) {
    int at = Math.max(value.lastIndexOf('/'), value.lastIndexOf('\\'));
    return lastNames.contains(key(value.substring(at + 1)));
  }

  /** Returns the path of a location, without a leading slash; null if it leads out of the zip. */
  static @Nullable String path(String location, String fromFile) {
    String given = location.replace('\\', '/');
    String whole =
        given.startsWith("/")
            ? given
            : fromFile.substring(0, fromFile.lastIndexOf('/') + 1) + given;
    List<String> parts = new ArrayList<>();
    for (String part : whole.split("/", -1)) {
      if (part.equals("..")) {
        if (parts.isEmpty()) {
          return null;
        }
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return String.join("/", parts);
  }

  /**
   * Returns the bytes of a file.
   *
   * @throws OfdException if there are more than {@code most}
   */
  byte[] bytes(Entry entry, int most) throws IOException {
    if (entry.size() > most) {
      throw new OfdException("a file within has more than " + most + " bytes");
    }
    try (InputStream in = stream(entry)) {
      return in.readAllBytes();
    }
  }

  /** Opens a file; its end is reached only if it is complete and undamaged. */
  InputStream stream(Entry entry) throws IOException {
    return EntryStream.open(source, entry, directory.dataStart(entry));
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
