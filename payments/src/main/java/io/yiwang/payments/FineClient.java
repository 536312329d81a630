package io.yiwang.payments;

import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Operation;
import io.yiwang.Operation.Answer;
import io.yiwang.Pages;
import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.Length;
import io.yiwang.payments.internal.TradeNumber;
import io.yiwang.value.AccessToken;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pays fines call by call: look a decision up, hold it, and confirm once the payer has paid inside
 * the platform. Thread-safe.
 *
 * <p>Each command is identified by a number of the platform: the order number, the channel's trade
 * number, or the refund number. The same call again, even after a restart, is the same command and
 * is carried out once. The gateway repeats its first answer for at least 7 days, so for the present
 * state, call {@link #payment} or {@link #refundStatus}. An order number is for one attempt: after
 * a rejection, hold under a new one; after an {@link io.yiwang.OutcomeUnknownException} never do,
 * because a new one could pay twice. The same holds for refund numbers.
 *
 * <p>All methods throw what {@link Gateway#call} throws; {@link FineCode} lists the rejections.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 4"
 */
public class FineClient {
  /** The calls that this client makes, for whoever writes another {@link Gateway}. */
  public static final List<Operation> OPERATIONS =
      List.of(
          Operation.query(
              "fine.lookup", "penalties/lookup", Lookup.class, Answer.OBJECT, Penalty.class),
          Operation.query(
              "fine.search", "penalties/search", Search.class, Answer.PAGE, Penalty.class),
          Operation.command("fine.hold", "payments", PaymentOrder.class, Payment.class),
          Operation.command(
              "fine.confirm", "payments/{id}/confirm", Confirmation.class, Payment.class),
          Operation.command("fine.release", "payments/{id}/release", Release.class, Payment.class),
          Operation.query("fine.payment", "payments/{id}", Answer.OBJECT, Payment.class),
          Operation.query("fine.paymentByOrder", "payments", Answer.OBJECT, Payment.class),
          Operation.command(
              "fine.refund", "payments/{id}/refunds", RefundOrder.class, Refund.class),
          Operation.query(
              "fine.refundStatus", "payments/{id}/refunds/{refundNo}", Answer.OBJECT, Refund.class),
          Operation.query("fine.receipt", "receipts/{number}", Answer.OBJECT, Receipt.class),
          Operation.query("fine.receipt", "receipts/{number}", Answer.VERBATIM, Receipt.class),
          Operation.query(
              "fine.receiptDocument", "receipts/{number}/document", Answer.FILE, Download.class),
          Operation.query("fine.statement", "statements/{date}", Answer.FILE, Download.class));

  private static final long MAX_DOCUMENT = 64L << 20;
  private static final long MAX_STATEMENT = 4L << 30;

  private final Gateway gateway;

  /** Makes a client of that gateway. */
  public FineClient(Gateway gateway) {
    this.gateway = gateway;
  }

  /**
   * Looks up one decision and what is due on it now.
   *
   * @throws io.yiwang.RejectedException with {@code PENALTY_NOT_FOUND} if there is no such decision
   *     or the proof is wrong
   */
  public Penalty lookup(PenaltyDecisionNumber decisionNumber, Proof proof) {
    return gateway.call(
        GovRequest.query(
            "fine.lookup", "penalties/lookup", new Lookup(decisionNumber, proof), Penalty.class));
  }

  /**
   * Returns a citizen's own penalties in all districts, fetched a page at a time as they are read.
   */
  public Pages<Penalty> search(AccessToken citizen, PenaltySearch search) {
    RegionCode region = search.region();
    List<RegionCode> codes = region == null ? List.of() : region.ofAllTimes();
    // The gateway compares digits, and a decision keeps the district code of its time.
    RegionCode asked = codes.size() < 2 ? region : RegionCode.enclosing(codes);
    Pages<Penalty> found =
        Pages.of(
            gateway,
            cursor ->
                GovRequest.page(
                        "fine.search",
                        "penalties/search",
                        new Search(search.status(), asked, search.limit(), cursor),
                        Penalty.class)
                    .bearer(citizen));
    return region == null || codes.size() < 2
        ? found
        : found.filter(each -> each.region() == null || region.covers(each.region()));
  }

  /**
   * Holds decisions for a payer, all or none, so that no other channel can take them. No money
   * moves.
   *
   * @throws io.yiwang.OutcomeUnknownException if no answer can be trusted; find out with {@link
   *     #paymentByOrder}, or call again
   */
  public Payment hold(PaymentOrder order) {
    return payment(
        GovRequest.command("fine.hold", "payments", order, Payment.class)
            .idempotencyKey(IdempotencyKey.derived("fine.hold", order.orderNo())));
  }

  /**
   * Confirms to the gateway that the payer has paid. Confirming an expired payment settles it if it
   * can.
   *
   * @return {@code SETTLED}, or {@code SETTLING} while the treasury is being notified
   * @throws io.yiwang.RejectedException if this call settled nothing, although the payer has paid;
   *     {@link FineCode} says what becomes of the money
   * @throws io.yiwang.OutcomeUnknownException if no answer can be trusted; find out with {@link
   *     #payment}, or call again, and leave the payer's money where it is until then
   */
  public Payment confirm(String paymentId, ChannelPayment charge) {
    // Derived from the whole charge. A charge corrected after AMOUNT_MISMATCH is another command.
    // One whose paidAt comes back from a database slightly changed must not be rejected with
    // IDEMPOTENCY_KEY_REUSED, because its money may be settled. The gateway settles a payment
    // once, whatever the key.
    IdempotencyKey key =
        IdempotencyKey.derived(
            "fine.confirm",
            paymentId,
            charge.channelTradeNo(),
            charge.paidAt().toString(),
            Long.toString(charge.amount().fen()));
    Confirmation confirmation =
        new Confirmation(
            TradeNumber.toWire(charge.channelTradeNo()), charge.paidAt(), charge.amount());
    return payment(
        GovRequest.command("fine.confirm", "payments/{id}/confirm", confirmation, Payment.class)
            .segment("id", paymentId)
            .idempotencyKey(key));
  }

  /**
   * Releases held decisions, as when the payer did not pay.
   *
   * @param reason 1 to 200 characters, for the gateway's operators
   * @throws io.yiwang.RejectedException with {@code PAYMENT_CLOSED} if it was paid after all
   */
  public Payment release(String paymentId, String reason) {
    return payment(
        GovRequest.command(
                "fine.release", "payments/{id}/release", new Release(reason), Payment.class)
            .segment("id", paymentId)
            .idempotencyKey(IdempotencyKey.derived("fine.release", paymentId, reason)));
  }

  /** Returns the present state of a payment. */
  public Payment payment(String paymentId) {
    return payment(
        GovRequest.query("fine.payment", "payments/{id}", Payment.class).segment("id", paymentId));
  }

  /**
   * Returns the payment with an order number.
   *
   * @throws io.yiwang.RejectedException with {@code PAYMENT_UNKNOWN} if the gateway never had it
   */
  public Payment paymentByOrder(String orderNo) {
    return payment(
        GovRequest.query("fine.paymentByOrder", "payments", Payment.class)
            .parameter("orderNo", Id.check(orderNo, "orderNo")));
  }

  private Payment payment(GovRequest<Payment> request) {
    return gateway.call(request).unescaped();
  }

  /** Asks for a refund of a settled payment, in full or in part. */
  public Refund refund(String paymentId, RefundOrder order) {
    return refund(
        paymentId, order, IdempotencyKey.derived("fine.refund", paymentId, order.refundNo()));
  }

  /**
   * Asks for the same refund again after a temporary refusal, as while another refund of the
   * payment was under way. The gateway would repeat that refusal to {@link #refund}.
   *
   * @param attempt a time that identifies this attempt among others; the same for its repeats
   */
  public Refund refundAgain(String paymentId, RefundOrder order, OffsetDateTime attempt) {
    return refund(
        paymentId,
        order,
        IdempotencyKey.derived(
            "fine.refund", paymentId, order.refundNo(), attempt.toInstant().toString()));
  }

  private Refund refund(String paymentId, RefundOrder order, IdempotencyKey key) {
    return gateway.call(
        GovRequest.command("fine.refund", "payments/{id}/refunds", order, Refund.class)
            .segment("id", paymentId)
            .idempotencyKey(key));
  }

  /** Returns the present state of a refund. */
  public Refund refundStatus(String paymentId, String refundNo) {
    return gateway.call(
        GovRequest.query("fine.refundStatus", "payments/{id}/refunds/{refundNo}", Refund.class)
            .segment("id", paymentId)
            .segment("refundNo", refundNo));
  }

  /** Returns a receipt by the number in a settled line. */
  public Receipt receipt(String number) {
    return gateway.call(
        GovRequest.query("fine.receipt", "receipts/{number}", Receipt.class)
            .segment("number", number));
  }

  /** Returns a receipt whose seal can be verified. */
  public SealedReceipt sealedReceipt(String number) {
    return new SealedReceipt(
        gateway.call(
            GovRequest.verbatim("fine.receipt", "receipts/{number}", Receipt.class)
                .segment("number", number)));
  }

  /**
   * Fetches a receipt's PDF. The file appears only when it is complete and verified.
   *
   * @param file in a folder that exists; an existing file is replaced
   */
  public Download receiptDocument(String number, Path file) {
    return gateway.call(
        GovRequest.download(
                "fine.receiptDocument", "receipts/{number}/document", file, MAX_DOCUMENT)
            .segment("number", number));
  }

  /**
   * Fetches a day's statement and checks that it is consistent. The file appears only when it is
   * complete and verified. Takes up to ten minutes.
   *
   * @param date in China
   * @param file in a folder that exists; an existing file is replaced
   * @throws io.yiwang.RejectedException with {@code STATEMENT_NOT_READY} until 06:00 the next day
   * @throws MalformedStatementException if it is inconsistent, or of another day
   */
  public Statement statement(LocalDate date, Path file) throws IOException {
    gateway.call(
        GovRequest.download("fine.statement", "statements/{date}", file, MAX_STATEMENT)
            .segment("date", date.toString())
            .timeout(Duration.ofMinutes(10)));
    Statement statement = Statement.open(file);
    if (!statement.date().equals(date)) {
      throw new MalformedStatementException("it is of " + statement.date());
    }
    return statement;
  }

  /**
   * Fetches a day's statement as {@link #statement(LocalDate, Path)} does, and refuses one that is
   * for another platform.
   *
   * @param platform the gateway's name for the platform
   */
  public Statement statement(LocalDate date, String platform, Path file) throws IOException {
    Statement statement = statement(date, file);
    if (!statement.platform().equals(platform)) {
      throw new MalformedStatementException("it is for another platform");
    }
    return statement;
  }

  /**
   * Holds the body of {@code fine.lookup}.
   *
   * @param decisionNumber as printed on the decision
   * @param proof shows that whoever asks has the decision
   */
  public record Lookup(PenaltyDecisionNumber decisionNumber, Proof proof) {
    /** Requires both parts. */
    public Lookup {
      Objects.requireNonNull(decisionNumber, "decisionNumber");
      Objects.requireNonNull(proof, "proof");
    }
  }

  /**
   * Holds the body of {@code fine.search}.
   *
   * @param cursor of the page; absent for the first
   */
  public record Search(
      @Nullable PenaltyStatus status,
      @Nullable RegionCode region,
      @Nullable Integer limit,
      @Nullable String cursor) {}

  /**
   * Holds the body of {@code fine.confirm}.
   *
   * @param channelTradeNo the channel's number of the charge, escaped as {@link ChannelPayment}
   *     describes
   * @param paidAt when the payer was charged
   * @param amount the whole of the payment
   */
  public record Confirmation(String channelTradeNo, OffsetDateTime paidAt, Money amount) {
    /** Requires all parts. */
    public Confirmation {
      Objects.requireNonNull(channelTradeNo, "channelTradeNo");
      Objects.requireNonNull(paidAt, "paidAt");
      Objects.requireNonNull(amount, "amount");
    }

    /** Shows the amount alone. */
    @Override
    public String toString() {
      return "Confirmation[amount=" + amount + "]";
    }
  }

  /**
   * Holds the body of {@code fine.release}.
   *
   * @param reason 1 to 200 characters, for the gateway's operators
   */
  public record Release(String reason) {
    /** Checks the reason's length. */
    public Release {
      Length.check(reason, "reason", 1, 200);
    }

    /** Leaves the reason out, which may be about a person. */
    @Override
    public String toString() {
      return "Release";
    }
  }
}
