package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.internal.shared.Id;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.value.AccessToken;
import io.yiwang.value.CitizenId;
import io.yiwang.value.CreditCode;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Fuzzes the texts of value types. */
public final class ValuesFuzz implements FuzzTarget {
  /** Functions from a text to its normal form. */
  private static final List<UnaryOperator<String>> FORMS =
      List.of(
          text -> new CitizenId(text).value(),
          text -> CreditCode.of(text).value(),
          text -> CreditCode.lenient(text).value(),
          text -> new RegionCode(text).code(),
          text -> new ServiceCode(text).value(),
          text -> new IdempotencyKey(text).value(),
          text -> new AccessToken(text).value(),
          text -> Id.check(text, "an id"),
          text -> Money.yuan(text).toYuan(),
          text -> new PenaltyDecisionNumber(text).value());

  @Override
  public Stream<byte[]> good() {
    return Stream.of(
            "11010519491231002X",
            "110105491231002",
            "H1234567801",
            "911330106MA2CFLDG4R",
            "91330106MA2CFLDG4R",
            "330106",
            "330106001001",
            "11330100002489233G4331019006000",
            "pay-20261101-0001",
            "eyJhbGciOiJFUzI1NiJ9.e30.c2ln",
            "-150.05",
            "９１３３０１０６",
            "X城罚字〔2020〕第1号",
            "3301－7170 1010 0001",
            "1\u200b2")
        .map(text -> text.getBytes(UTF_8));
  }

  /** Checks that a text is refused without being quoted, or has a stable normal form. */
  @Override
  public boolean read(byte[] bytes) {
    String text = new String(bytes, UTF_8);
    boolean taken = false;
    for (UnaryOperator<String> form : FORMS) {
      String once;
      try {
        once = form.apply(text);
      } catch (IllegalArgumentException e) {
        FuzzTarget.assertQuotesNothing(e, text);
        continue;
      }
      assertEquals(once, form.apply(once));
      taken = true;
    }
    return taken;
  }
}
