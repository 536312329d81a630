package io.yiwang.testkit;

import java.time.Instant;
import java.util.List;

/** All desks of one gateway, which share a clock, people and an agenda. */
final class Desks {
  private final List<Desk> all;
  private final Treasury treasury;
  private final SigningDesk signingDesk;
  private final Seed seed;

  Desks(DeskContext context) {
    Agenda agenda = new Agenda(context.clock());
    Instant start = context.clock().instant();
    People people = new People();
    PenaltyRegister register = new PenaltyRegister(people, agenda, start);
    seed = new Seed(people, register.all());
    ReceiptBook receipts = new ReceiptBook(context.cms(), context.seed());
    PaymentBook book = new PaymentBook(agenda, receipts);
    treasury = new Treasury(agenda, context.clock(), book);
    signingDesk = new SigningDesk(agenda, people, context);
    all =
        List.of(
            new FineDesk(agenda, register, book, treasury),
            new SettlementDesk(agenda, book, receipts, treasury),
            new IdentityDesk(people, context.address()),
            signingDesk.desk());
  }

  List<Desk> all() {
    return all;
  }

  Treasury treasury() {
    return treasury;
  }

  SigningDesk signingDesk() {
    return signingDesk;
  }

  Seed seed() {
    return seed;
  }
}
