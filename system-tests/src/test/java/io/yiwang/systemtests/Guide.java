package io.yiwang.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the pages of the guide. */
final class Guide {
  static final Path ROOT = Path.of("..");
  static final Path GUIDE = ROOT.resolve("docs").resolve("guide");
  static final Pattern BLOCK = Pattern.compile("```(\\w*)\n(.*?)```", Pattern.DOTALL);

  private Guide() {}

  /** Returns a page without its code blocks. */
  static String prose(String page) {
    return BLOCK.matcher(page).replaceAll("");
  }

  /** Returns what the pattern's first group matches anywhere in a page. */
  static Set<String> found(Pattern pattern, String page) {
    Set<String> all = new TreeSet<>();
    pattern.matcher(page).results().forEach(match -> all.add(match.group(1)));
    return all;
  }

  /** Returns the text of a page. */
  static String read(String language, String page) throws IOException {
    return Files.readString(GUIDE.resolve(language).resolve(page));
  }

  /** Returns the file names of all pages in a language. */
  static Set<String> pages(String language) throws IOException {
    try (Stream<Path> files = Files.list(GUIDE.resolve(language))) {
      return new TreeSet<>(
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".md"))
              .toList());
    }
  }
}
