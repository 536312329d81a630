package io.yiwang.identity.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the text that a signature covers, in all the ways in which the signer may have built it.
 * Its parts are one for each component, one for the parameters and one for the form of the whole.
 *
 * @see "RFC 9421 section 2.5"
 */
final class SignedText {
  private static final List<String> ORDER =
      List.of("created", "expires", "nonce", "keyid", "alg", "tag");

  /** Names the ways to build a text; the first is the correct one. */
  private enum Form {
    STANDARD,
    LINE_END_LAST,
    CRLF,
    CRLF_LAST,
    NO_QUOTES,
    NO_QUOTES_LINE_END_LAST,
    NO_BLANKS,
    NO_PARAMETERS,
    NO_PARAMETERS_LINE_END_LAST,
    VALUES_ALONE
  }

  private final int first;
  private final SignatureInput input;
  private final List<List<? extends Interpretation<?>>> parts = new ArrayList<>();

  /**
   * Makes the text of a message.
   *
   * @param first the index of this text's first part among the parts of a search
   */
  SignedText(int first, SignatureInput input, ComponentInterpretations components) {
    this.first = first;
    this.input = input;
    for (String item : input.items()) {
      parts.add(components.of(item));
    }
    parts.add(parameters());
    parts.add(
        Stream.of(Form.values())
            .map(
                form ->
                    form == Form.STANDARD
                        ? Interpretation.right(form)
                        : Interpretation.of(form, Mistake.SIGNED_TEXT_FORM, "@signature-params"))
            .toList());
  }

  List<List<? extends Interpretation<?>>> parts() {
    return parts;
  }

  /** Returns the text that a search has chosen. */
  byte[] chosen(Search search) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i <= input.items().size(); i++) {
      values.add((String) parts.get(i).get(search.at(first + i)).value());
    }
    int last = parts.size() - 1;
    String text = text((Form) parts.get(last).get(search.at(first + last)).value(), values);
    byte[] bytes = text.getBytes(ISO_8859_1);
    return new String(bytes, ISO_8859_1).equals(text) ? bytes : text.getBytes(UTF_8);
  }

  private String text(Form form, List<String> values) {
    StringBuilder text = new StringBuilder();
    int parameters = values.size() - 1;
    boolean without = form == Form.NO_PARAMETERS || form == Form.NO_PARAMETERS_LINE_END_LAST;
    boolean bare = form == Form.NO_QUOTES || form == Form.NO_QUOTES_LINE_END_LAST;
    for (int i = 0; i < values.size() - (without || form == Form.VALUES_ALONE ? 1 : 0); i++) {
      String name = i == parameters ? "\"@signature-params\"" : input.items().get(i);
      text.append(i == 0 ? "" : "\n");
      if (form != Form.VALUES_ALONE) {
        text.append(bare ? SignatureInput.name(name) : name);
        text.append(form == Form.NO_BLANKS ? ":" : ": ");
      }
      text.append(values.get(i));
    }
    return switch (form) {
      case LINE_END_LAST, NO_QUOTES_LINE_END_LAST, NO_PARAMETERS_LINE_END_LAST -> text + "\n";
      case CRLF -> text.toString().replace("\n", "\r\n");
      case CRLF_LAST -> (text + "\n").replace("\n", "\r\n");
      default -> text.toString();
    };
  }

  private List<Interpretation<String>> parameters() {
    String list = input.text().replaceFirst("^(\\([^)]*\\)).*$", "$1");
    Set<String> others = new LinkedHashSet<>();
    for (Collection<String> order :
        List.of(
            ORDER,
            new TreeMap<>(input.parameters()).keySet(),
            List.of("alg", "keyid", "created", "expires", "nonce", "tag"),
            List.of("keyid", "alg", "created", "expires", "nonce", "tag"),
            List.of("created", "keyid", "alg", "expires", "nonce", "tag"),
            List.of("created", "expires", "keyid", "alg", "nonce", "tag"),
            List.of("created", "expires", "keyid", "nonce", "tag"),
            List.of("created", "expires", "nonce", "keyid", "tag"),
            List.of("created", "keyid", "tag"),
            List.of("created", "keyid", "alg"),
            input.parameters().keySet())) {
      for (String blank : List.of("", " ")) {
        for (String quote : List.of("", "\"")) {
          others.add(list + written(order, input.parameters(), blank, quote));
        }
      }
    }
    others.add(input.label() + "=" + input.text());
    others.add(input.text().replaceAll("\\s*;\\s*", ";"));
    others.add(input.text().replaceAll("\\s+", " "));
    others.add(list);
    return Interpretation.ofTexts(
        input.text(), others, Mistake.PARAMETERS_REWRITTEN, "@signature-params");
  }

  private static String written(
      Collection<String> order, Map<String, String> parameters, String blank, String quote) {
    return order.stream()
        .filter(parameters::containsKey)
        .map(
            name -> {
              boolean number = name.equals("created") || name.equals("expires");
              String around = number ? quote : "\"";
              return ";" + blank + name + "=" + around + parameters.get(name) + around;
            })
        .collect(Collectors.joining());
  }
}
