package io.yiwang.systemtests.leaks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.yiwang.Content;
import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.catalog.Audience;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.ServiceQuery;
import io.yiwang.identity.DocumentToSign;
import io.yiwang.identity.IdentityCheck;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.SignedDocument;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.SigningHandle;
import io.yiwang.identity.SigningRequest;
import io.yiwang.identity.sm.Sm3Digest;
import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageBatch;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.messages.Rating;
import io.yiwang.notices.NoticeChannel;
import io.yiwang.notices.NoticeClient;
import io.yiwang.payments.ChannelPayment;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Payment;
import io.yiwang.payments.PaymentOrder;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.PenaltySearch;
import io.yiwang.payments.Proof;
import io.yiwang.payments.RefundOrder;
import io.yiwang.value.AccessToken;
import io.yiwang.value.CitizenId;
import io.yiwang.value.Confidential;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;

/**
 * Makes every call that a client can make, with marked data wherever a citizen's data could be, in
 * an order in which each call succeeds. The names are those of the OpenAPI document.
 */
final class Operations {
  private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);
  private static final RegionCode XIHU = new RegionCode("330106");

  private final Parent parent;
  private final Clock clock;
  private final Path folder;
  private final Map<String, Callable<Object>> all = new LinkedHashMap<>();
  private final Gateway gateway;
  private final CatalogClient catalog;
  private final MessageClient messages;
  private final FineClient fines;
  private final IdentityClient identity;
  private final SigningClient signings;

  private Payment payment = null;
  private String cursor = "";
  private String refundNo = "";
  private String receipt = "";
  private String signing = "";
  private MessageReceipt message = null;

  /**
   * Prepares the calls of one client.
   *
   * @param folder takes the downloads
   */
  Operations(Gateway gateway, Parent parent, Clock clock, Path folder) {
    this.gateway = gateway;
    this.parent = parent;
    this.clock = clock;
    this.folder = folder;
    catalog = new CatalogClient(gateway);
    messages = new MessageClient(gateway);
    fines = new FineClient(gateway);
    identity = new IdentityClient(gateway, 10_000, Duration.ofHours(1), clock);
    signings = new SigningClient(gateway);
    general();
    catalog();
    fines();
    identity();
    messages();
  }

  /** Returns the calls by the names of their operations. */
  Map<String, Callable<Object>> all() {
    return all;
  }

  /** Returns the payment's id and the number of its refund. */
  String refund() {
    return payment.paymentId() + " " + refundNo;
  }

  private String value(String name) {
    return parent.value(name);
  }

  private OffsetDateTime now() {
    return OffsetDateTime.now(clock).withOffsetSameInstant(CHINA).withNano(0);
  }

  private static String number() {
    return UUID.randomUUID().toString();
  }

  private void general() {
    all.put("keys.list", () -> gateway.call(GovRequest.query("keys.list", "keys", Map.class)));
    all.put(
        "identity.configuration",
        () ->
            gateway.call(
                GovRequest.query(
                    "identity.configuration", ".well-known/openid-configuration", Map.class)));
    all.put(
        "notice.list",
        () -> new NoticeClient(gateway).list(NoticeChannel.NEWS, Language.EN).first());
  }

  private void catalog() {
    all.put("catalog.search", () -> catalog.search(ServiceQuery.text(value("search"))).first());
    all.put("catalog.guide", () -> catalog.guide(new ServiceCode(value("service"))));
    all.put("catalog.snapshot", this::snapshot);
    all.put("catalog.changes", () -> catalog.changes(cursor, 10));
    all.put("catalog.collections", catalog::collections);
    all.put("catalog.themes", () -> catalog.themes(Audience.PERSON));
    all.put("catalog.regions", catalog::regions);
  }

  private PenaltyDecisionNumber decision(String name) {
    return new PenaltyDecisionNumber(value(name));
  }

  private Penalty lookup(String decision, String plate) {
    return fines.lookup(decision(decision), Proof.plate(value(plate)));
  }

  private Payment hold(String decision, String plate) {
    PaymentOrder.Line line = PaymentOrder.Line.of(lookup(decision, plate));
    return fines.hold(
        new PaymentOrder(number(), "wallet", List.of(line), Confidential.of(value("payer"))));
  }

  private Download snapshot() {
    Download snapshot = catalog.snapshot(folder.resolve("services.ndjson"), null);
    cursor = snapshot.header("igs-cursor").orElse("none");
    return snapshot;
  }

  private void fines() {
    all.put("fine.lookup", () -> lookup("decision-1", "plate-1"));
    all.put(
        "fine.search",
        () -> fines.search(new AccessToken(value("token")), PenaltySearch.ALL).first());
    all.put(
        "fine.release",
        () -> {
          Payment held = hold("decision-2", "plate-2");
          return fines.release(held.paymentId(), value("reason"));
        });
    all.put("fine.hold", () -> payment = hold("decision-1", "plate-1"));
    all.put("fine.payment", () -> fines.payment(payment.paymentId()));
    all.put("fine.paymentByOrder", () -> fines.paymentByOrder(payment.orderNo()));
    all.put(
        "fine.confirm",
        () -> {
          Payment settled =
              fines.confirm(
                  payment.paymentId(), new ChannelPayment(number(), now(), payment.amount()));
          receipt = settled.lines().get(0).receiptNumber();
          return settled;
        });
    all.put("fine.receipt", () -> List.of(fines.receipt(receipt), fines.sealedReceipt(receipt)));
    all.put(
        "fine.receiptDocument",
        () -> fines.receiptDocument(receipt, folder.resolve("receipt.pdf")));
    all.put(
        "fine.refund",
        () -> {
          refundNo = number();
          RefundOrder order = new RefundOrder(refundNo, Money.fen(100), value("reason"));
          return fines.refund(payment.paymentId(), order);
        });
    all.put("fine.refundStatus", () -> fines.refundStatus(payment.paymentId(), refundNo));
    all.put(
        "fine.statement",
        () ->
            fines.statement(
                LocalDate.now(clock.withZone(CHINA)).minusDays(2),
                folder.resolve("statement.ndjson")));
  }

  private void identity() {
    all.put(
        "identity.check",
        () -> identity.check(IdentityCheck.of(value("name"), new CitizenId(value("id-number")))));
    all.put("signing.start", this::start);
    all.put(
        "signing.status",
        () -> {
          parent.ask("citizenSigns", signing);
          var signed = signings.await(signing, Duration.ZERO);
          return List.of(signed, SignedDocument.of(signed.signatures().get(0)));
        });
    all.put(
        "signing.cancel",
        () -> {
          start();
          return signings.cancel(signing);
        });
  }

  private Object start() {
    SigningRequest request =
        new SigningRequest(
            value("statement"),
            List.of(
                DocumentToSign.of(
                    value("file-name"),
                    "text/plain",
                    value("document").getBytes(UTF_8),
                    Sm3Digest.INSTANCE)),
            null,
            300);
    SigningHandle handle = SigningHandle.fresh();
    var started = signings.start(request, new AccessToken(value("token")), handle.key());
    signing = started.signingId();
    return List.of(request, started, handle.started(started));
  }

  /** Returns a message as a citizen writes it. */
  Message message() {
    return Message.to(XIHU, value("title"), value("body"))
        .author(
            new Author(
                Confidential.of(value("author")),
                Confidential.of(value("phone")),
                Confidential.of(value("email")),
                false))
        .mayPublish()
        .build();
  }

  private void messages() {
    all.put("message.categories", messages::categories);
    all.put("message.campaigns", messages::campaigns);
    all.put("message.campaign", () -> messages.campaign("open-voices"));
    all.put("message.published", () -> messages.published("open-voices").first());
    all.put(
        "message.attach",
        () ->
            messages.attach(
                Content.of(value("document").getBytes(UTF_8), "application/pdf"),
                value("file-name")));
    all.put("message.submit", () -> message = messages.submit(message()));
    all.put(
        "message.batch",
        () ->
            messages.submit(
                new MessageBatch(
                    List.of(
                        new MessageBatch.Entry(IdempotencyKey.random(), message()),
                        new MessageBatch.Entry(IdempotencyKey.random(), refused())))));
    all.put(
        "message.rate",
        () -> {
          messages.rate(
              message.messageId(), message.queryCode(), Rating.SATISFIED, value("comment"));
          return Rating.SATISFIED;
        });
    all.put(
        "message.status",
        () -> {
          parent.ask("forward", message.messageId());
          parent.ask("reply", message.messageId());
          return messages.status(message.messageId(), message.queryCode());
        });
  }

  private Message refused() {
    return Message.to(XIHU, value("title"), value("body")).category("C99-none").build();
  }
}
