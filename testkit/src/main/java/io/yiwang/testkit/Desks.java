package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.Signer;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** All desks of one gateway, which share a clock, people and an agenda. */
final class Desks {
  private final List<Desk> all;
  private final DeskContext context;
  private final Agenda agenda;
  private final Events events;
  private final Treasury treasury;
  private final SigningDesk signingDesk;
  private final MessageDesk messageDesk;
  private final CatalogueDesk catalogueDesk;
  private final Seed seed;

  Desks(DeskContext context) {
    this.context = context;
    agenda = new Agenda(context.clock());
    Instant start = context.clock().instant();
    People people = new People();
    PenaltyRegister register = new PenaltyRegister(people, agenda, start);
    events = new Events(context.clock(), context.address());
    catalogueDesk = new CatalogueDesk(agenda, context, events);
    seed = new Seed(people, register.all(), agenda, catalogueDesk);
    ReceiptBook receipts = new ReceiptBook(context.cms(), context.seed());
    PaymentBook book = new PaymentBook(agenda, receipts, events);
    treasury = new Treasury(agenda, context.clock(), book);
    signingDesk = new SigningDesk(agenda, people, events, context);
    Categories categories = new Categories();
    List<Campaign> campaigns = Campaign.seeded(start);
    Attachments attachments = new Attachments(agenda);
    MessageBox box = new MessageBox(agenda, categories, events, context.seed());
    MessageRules rules = new MessageRules(campaigns, categories, attachments);
    messageDesk = new MessageDesk(agenda, context.clock(), box);
    all =
        List.of(
            new CatalogueCounter(agenda, catalogueDesk, context.seed()),
            new FineDesk(agenda, register, book, treasury),
            new SettlementDesk(agenda, book, receipts, treasury),
            new IdentityDesk(people, context.address()),
            signingDesk.desk(),
            new CampaignDesk(agenda, categories, campaigns, box),
            new NoticeDesk(start),
            new MessageCounter(agenda, box, rules, attachments, context.address()));
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

  MessageDesk messageDesk() {
    return messageDesk;
  }

  CatalogueDesk catalogueDesk() {
    return catalogueDesk;
  }

  void keysChanged(ObjectNode list) {
    agenda.doInTurn(() -> events.happened("igs.keys.changed", null, list));
  }

  /** Tells the platform, signing as the gateway does at the moment. */
  CallbackDesk callbackDesk(Supplier<Signer> signer) {
    return new CallbackDesk(agenda, context.clock(), events, signer);
  }

  Seed seed() {
    return seed;
  }
}
