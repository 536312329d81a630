package io.yiwang.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Changes the settings of a client so that they do not fit the gateway. */
final class WrongSettings {
  private WrongSettings() {}

  static WrongGateway.Settings without(String setting) {
    return edited(setting, "");
  }

  static WrongGateway.Settings edited(String setting, String value) {
    return folder -> {
      Path file = folder.resolve("client.properties");
      List<String> lines =
          Files.readAllLines(file).stream()
              .filter(line -> !line.startsWith(setting + "="))
              .toList();
      String added = value.isEmpty() ? "" : setting + "=" + value + "\n";
      Files.writeString(file, String.join("\n", lines) + "\n" + added);
    };
  }

  /** Changes the configured code. */
  static WrongGateway.Settings code(UnaryOperator<String> change) {
    return folder -> {
      for (String line : Files.readAllLines(folder.resolve("client.properties"))) {
        if (line.startsWith("codes=")) {
          edited("codes", change.apply(line.substring("codes=".length()))).apply(folder);
          return;
        }
      }
      throw new UncheckedIOException(new IOException("no codes"));
    };
  }

  static String forged(String code) {
    int signature = code.lastIndexOf("&s=") + 3;
    char other = code.charAt(signature) == 'A' ? 'B' : 'A';
    return code.substring(0, signature) + other + code.substring(signature + 1);
  }
}
