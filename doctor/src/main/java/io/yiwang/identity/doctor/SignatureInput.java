package io.yiwang.identity.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds a member of {@code Signature-Input}, parsed more leniently than a verifier may do it.
 *
 * @param label the member's name in both headers; it should be {@code igs}
 * @param items the covered components as they are serialised, with their own parameters
 * @param parameters strings without quotes, numbers as digits
 * @param text the member as it is written, which is signed
 */
record SignatureInput(
    String label, List<String> items, Map<String, String> parameters, String text) {
  /** The interface has eight; each further component multiplies the number of trials. */
  private static final int MAX_ITEMS = 32;

  private static final Pattern MEMBER =
      Pattern.compile(
          "([A-Za-z*][A-Za-z0-9_.*-]*)=(\\(([^)]*)\\)((?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^,\"])*+))");
  private static final Pattern ITEM =
      Pattern.compile("\"[^\"]*\"(?:;[a-z]++(?:=(?:\"[^\"]*\"|[^;\\s]++))?)*+");
  private static final Pattern PARAMETER =
      Pattern.compile(";\\s*([a-z*][a-z0-9_.*-]*)(?:=(\"(?:[^\"\\\\]|\\\\.)*+\"|[^;\\s]*))?");

  /** Reads the member {@code igs}, or else the first one. */
  static Optional<SignatureInput> read(@Nullable String header) {
    Optional<SignatureInput> found = Optional.empty();
    Matcher member = MEMBER.matcher(header == null ? "" : header);
    while (member.find()) {
      List<String> items = items(member.group(3));
      if (items.size() <= MAX_ITEMS && (found.isEmpty() || member.group(1).equals("igs"))) {
        found =
            Optional.of(
                new SignatureInput(
                    member.group(1), items, parameters(member.group(4)), member.group(2).strip()));
      }
    }
    return found;
  }

  private static List<String> items(String list) {
    List<String> items = new ArrayList<>();
    Matcher item = ITEM.matcher(list);
    while (item.find()) {
      items.add(item.group());
    }
    return List.copyOf(items);
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher parameter = PARAMETER.matcher(text);
    while (parameter.find()) {
      String value = parameter.group(2) == null ? "" : parameter.group(2);
      parameters.put(parameter.group(1), value.replaceAll("^\"|\"$", ""));
    }
    return parameters;
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  Optional<Long> number(String name) {
    String digits = parameter(name);
    return digits.matches("\\d{1,15}") ? Optional.of(Long.valueOf(digits)) : Optional.empty();
  }

  /** Returns the name of an item, without quotes and parameters. */
  static String name(String item) {
    return item.replaceFirst("^\"([^\"]*)\".*$", "$1");
  }
}
