package io.yiwang.testkit;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Holds the made-up people of the sandbox. */
final class People {
  private final List<Citizen> all =
      Table.read("citizens.tsv").stream().map(People::citizen).toList();

  private static Citizen citizen(Table.Row row) {
    String plate = row.text("plate");
    return new Citizen(
        row.text("sub"),
        row.text("name"),
        row.text("idType"),
        row.text("idNumber"),
        row.text("region"),
        plate.isEmpty() ? null : plate);
  }

  List<Citizen> all() {
    return all;
  }

  Citizen bySub(String sub) {
    return all.stream()
        .filter(each -> each.sub().equals(sub))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no citizen has that sub"));
  }

  Optional<Citizen> find(String idType, String idNumber) {
    String number = idNumber.strip().toUpperCase(Locale.ROOT);
    return all.stream()
        .filter(each -> each.idType().equals(idType) && each.idNumber().equals(number))
        .findFirst();
  }
}
