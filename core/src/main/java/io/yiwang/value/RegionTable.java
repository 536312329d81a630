package io.yiwang.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The shipped table of region names. The class is its own lazy holder: first use reads the file.
 */
final class RegionTable {
  private static final Map<String, String> NAMES = read();

  // Entries at the place of a prefecture that are no place: they only group what lies below.
  private static final Set<String> HEADINGS = Set.of("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划");

  private RegionTable() {}

  static Stream<String> codes() {
    return NAMES.keySet().stream();
  }

  static @Nullable String name(String sixDigits) {
    return NAMES.get(sixDigits);
  }

  static boolean isHeading(String name) {
    return HEADINGS.contains(name);
  }

  private static Map<String, String> read() {
    try (InputStream bytes =
            Objects.requireNonNull(RegionTable.class.getResourceAsStream("regions.csv"));
        BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, UTF_8))) {
      Map<String, String> names = new LinkedHashMap<>(8192);
      lines.readLine(); // the header
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        names.put(line.substring(0, 6), line.substring(7));
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("the shipped table of regions cannot be read", e);
    }
  }
}
