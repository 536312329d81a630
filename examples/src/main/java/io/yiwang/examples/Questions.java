package io.yiwang.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks questions in a terminal. Without a terminal, the input is empty. */
final class Questions {
  private final BufferedReader in;
  private final PrintStream out;

  Questions(InputStream in, PrintStream out) {
    this.in = new BufferedReader(new InputStreamReader(in, UTF_8));
    this.out = out;
  }

  void tell(String line) {
    out.println(line);
  }

  /** Reads one line as it was typed; empty at the end of the input. */
  Optional<String> ask(String question) throws IOException {
    out.print(question + " ");
    out.flush();
    String line = in.readLine();
    if (line == null) {
      out.println();
    }
    return Optional.ofNullable(line);
  }

  /** Reads lines up to an empty one; empty at the end of the input. */
  Optional<String> askLines(String question) throws IOException {
    out.println(question);
    List<String> lines = new ArrayList<>();
    String line = in.readLine();
    if (line == null) {
      return Optional.empty();
    }
    while (line != null && !line.isEmpty()) {
      lines.add(line);
      line = in.readLine();
    }
    return Optional.of(String.join("\n", lines));
  }

  /** Returns the index of a choice, from 0; empty if none is chosen. */
  Optional<Integer> choose(String question, List<String> choices) throws IOException {
    for (int i = 0; i < choices.size(); i++) {
      out.printf("%4d  %s%n", i + 1, choices.get(i));
    }
    while (true) {
      Optional<String> answer = ask(question).map(String::strip);
      if (answer.isEmpty() || answer.get().isEmpty()) {
        return Optional.empty();
      }
      if (answer.get().matches("\\d{1,4}")) {
        int number = Integer.parseInt(answer.get());
        if (number >= 1 && number <= choices.size()) {
          return Optional.of(number - 1);
        }
      }
      out.println("请输入 1 到 " + choices.size() + " / please type 1 to " + choices.size());
    }
  }
}
