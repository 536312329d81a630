package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandlersTest {
  private final HandlerTester tester = new HandlerTester();

  /** Only the list of keys has no handler. */
  @Test
  void all_together_answerEveryOperationOfTheDocument() {
    Set<String> missing = new HashSet<>(Contract.operations());
    missing.removeAll(tester.operations());

    assertEquals(Set.of("keys.list"), missing);
    assertTrue(Contract.operations().containsAll(tester.operations()));
  }

  @Test
  void seed_everyDistrict_hasSixtyFinesInTheShapeOfHangzhou() {
    Seed seed = tester.handlers.seed();

    assertTrue(seed.districts().containsAll(List.of("330102", "330106", "330109", "330110")));
    for (String district : seed.districts()) {
      List<Seed.Fine> fines =
          seed.payableFines(district).stream()
              .filter(fine -> fine.decisionNumber().matches("03\\d{2}7170101\\d{5}"))
              .toList();
      assertEquals(60, fines.size(), district);
      fines.forEach(fine -> assertTrue(fine.plate().matches("[浙京沪][A-Z].{5,6}")));
    }
    assertEquals("0301717010100001", seed.payableFines("330102").get(0).decisionNumber());
  }

  @Test
  void seed_everyState_hasAFine() {
    for (Penalty.Status status : Penalty.Status.values()) {
      assertEquals(status.name(), tester.handlers.seed().fineWithStatus(status.name()).status());
    }
  }
}
