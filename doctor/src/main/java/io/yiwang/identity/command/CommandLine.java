package io.yiwang.identity.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parses the arguments of a command: files, and options that each have a value. */
final class CommandLine {
  /** Thrown when a command line is wrong, or a file that it names cannot be read. */
  static final class WrongUse extends Exception {
    private static final long serialVersionUID = 1;

    WrongUse(String what) {
      super(what);
    }
  }

  private record Option(String name, String value) {}

  private final List<String> files = new ArrayList<>();
  private final List<Option> options = new ArrayList<>();

  CommandLine(List<String> arguments, List<String> known) throws WrongUse {
    for (int i = 0; i < arguments.size(); i++) {
      String each = arguments.get(i);
      if (!each.startsWith("--")) {
        files.add(each);
      } else if (!known.contains(each)) {
        throw new WrongUse("unknown option: " + each);
      } else if (i + 1 == arguments.size()) {
        throw new WrongUse(each + " needs a value after it");
      } else {
        options.add(new Option(each, arguments.get(++i)));
      }
    }
  }

  /** Returns the files in order. */
  List<String> files() {
    return files;
  }

  /** Returns the last value of an option; null if it is not given. */
  @Nullable String option(String name) {
    List<String> given = all(name);
    return given.isEmpty() ? null : given.get(given.size() - 1);
  }

  /** Returns all values of an option, in order. */
  List<String> all(String name) {
    return options.stream().filter(each -> each.name().equals(name)).map(Option::value).toList();
  }

  static byte[] read(String file) throws WrongUse {
    return read(path(file));
  }

  static byte[] read(Path file) throws WrongUse {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new WrongUse("cannot read " + file);
    }
  }

  static Path path(String file) throws WrongUse {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw new WrongUse("not a path: " + file);
    }
  }
}
