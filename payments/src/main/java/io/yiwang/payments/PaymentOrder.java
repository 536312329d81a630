package io.yiwang.payments;

import io.yiwang.internal.shared.Id;
import io.yiwang.value.Confidential;
import io.yiwang.value.Money;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks the gateway to hold decisions for a payer.
 *
 * @param orderNo the platform's own number of one attempt to pay: 1 to 64 of {@code [A-Za-z0-9._-]}
 * @param channel the payment channel's name, of the same alphabet
 * @param lines 1 to 20, no decision twice; districts may differ. They are sorted by decision
 *     number, so that the same lines in any order are the same payment order
 * @param payerName present where the payer must be named
 * @see "IGS/1 section 4"
 */
public record PaymentOrder(
    String orderNo, String channel, List<Line> lines, @Nullable Confidential payerName) {
  /**
   * Describes one decision.
   *
   * @param amount its total as last quoted, surcharge included: if it has changed since, the
   *     gateway rejects the order with {@code AMOUNT_CHANGED} and holds nothing
   */
  public record Line(PenaltyDecisionNumber decisionNumber, Money amount) {
    /** Checks the amount. */
    public Line {
      Objects.requireNonNull(decisionNumber, "decisionNumber");
      if (amount.fen() <= 0) {
        throw new IllegalArgumentException("amount must be above 0, got " + amount);
      }
    }

    /** Returns a line for a penalty's whole total, as it was quoted. */
    public static Line of(Penalty penalty) {
      return new Line(penalty.decisionNumber(), penalty.total());
    }
  }

  /** Checks the numbers and the lines. */
  public PaymentOrder {
    Id.check(orderNo, "orderNo");
    Id.check(channel, "channel");
    // Sorted, so that the same lines make the same request, however they were collected.
    lines =
        lines.stream()
            .sorted(Comparator.comparing((Line line) -> line.decisionNumber().value()))
            .toList();
    if (lines.isEmpty() || lines.size() > 20) {
      throw new IllegalArgumentException("an order must have 1 to 20 lines, got " + lines.size());
    }
    if (lines.stream().map(Line::decisionNumber).distinct().count() < lines.size()) {
      throw new IllegalArgumentException("an order must not have one decision twice");
    }
  }

  /** Returns an order for these penalties in full. */
  public static PaymentOrder of(String orderNo, String channel, Penalty... penalties) {
    return new PaymentOrder(orderNo, channel, Stream.of(penalties).map(Line::of).toList(), null);
  }
}
