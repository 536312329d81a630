package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.yiwang.signing.Signer;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** Creates the handlers of one gateway, which share a clock, people and a scheduler. */
final class Handlers {
  private final List<OperationHandler> all;
  private final SandboxContext context;
  private final VirtualScheduler scheduler;
  private final Events events;
  private final Treasury treasury;
  private final SigningControls signingControls;
  private final MessageControls messageControls;
  private final CatalogControls catalogControls;
  private final PenaltyControls penaltyControls;
  private final Seed seed;

  Handlers(SandboxContext context) {
    this.context = context;
    scheduler = new VirtualScheduler(context.clock());
    Instant start = context.clock().instant();
    People people = new People();
    PenaltyRegister register = new PenaltyRegister(scheduler, start);
    penaltyControls = new PenaltyControls(scheduler, context.clock(), register);
    events = new Events(context.clock(), context.address());
    catalogControls = new CatalogControls(scheduler, context, events);
    seed = new Seed(people, register.all(), scheduler, catalogControls);
    ReceiptBook receipts = new ReceiptBook(context.cms(), context.seed());
    PaymentBook book = new PaymentBook(scheduler, receipts, events);
    treasury = new Treasury(scheduler, context.clock(), book);
    signingControls = new SigningControls(scheduler, people, events, context);
    Categories categories = new Categories();
    List<Campaign> campaigns = Campaign.seeded(start);
    Attachments attachments = new Attachments(scheduler);
    MessageBox box = new MessageBox(scheduler, categories, events, context.seed());
    MessageRules rules = new MessageRules(campaigns, categories, attachments);
    messageControls = new MessageControls(scheduler, context.clock(), box);
    all =
        List.of(
            new CatalogHandlers(scheduler, catalogControls, context.seed()),
            new FineHandlers(scheduler, register, book, treasury),
            new SettlementHandlers(scheduler, book, receipts, treasury),
            new IdentityHandlers(people, context.address()),
            signingControls.handler(),
            new CampaignHandlers(scheduler, categories, campaigns, box),
            new NoticeHandlers(start),
            new MessageHandlers(scheduler, box, rules, attachments, context.address()));
  }

  List<OperationHandler> all() {
    return all;
  }

  Treasury treasury() {
    return treasury;
  }

  SigningControls signingControls() {
    return signingControls;
  }

  MessageControls messageControls() {
    return messageControls;
  }

  CatalogControls catalogControls() {
    return catalogControls;
  }

  PenaltyControls penaltyControls() {
    return penaltyControls;
  }

  VirtualScheduler scheduler() {
    return scheduler;
  }

  void keysChanged(ObjectNode list) {
    scheduler.runExclusively(() -> events.happened("igs.keys.changed", null, list));
  }

  /** Returns the controls of callbacks, which the signer's key signs. */
  CallbackControls callbackControls(Supplier<Signer> signer) {
    return new CallbackControls(scheduler, context.clock(), events, signer);
  }

  Seed seed() {
    return seed;
  }
}
