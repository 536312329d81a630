package io.yiwang.payments.reconciliation;

import io.yiwang.payments.cashier.CashierState;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import org.jspecify.annotations.Nullable;

/**
 * One order number as the three books of a day have it.
 *
 * @param ours by the journal; absent where it has no such order, or nothing of it that day
 * @param channel by the payer channel's file; absent where it has nothing
 * @param gateway by the gateway's statement; absent where it has nothing
 * @param state where our payment stands; absent where the journal has no such order
 */
public record Reconciled(
    Kind kind,
    String orderNo,
    @Nullable Side ours,
    @Nullable Side channel,
    @Nullable Side gateway,
    @Nullable CashierState state) {

  /**
   * What one record has.
   *
   * @param paid charged to the payer, or settled with the treasury
   * @param refunded given back, not negative
   */
  public record Side(Money paid, Money refunded) {}

  /** How the three agree. */
  public enum Kind {
    /** All three say the same. */
    MATCHED("无需处理。", "Nothing to do."),
    /** All three say the same, and money was given back. */
    REFUNDED("无需处理（已退款）。", "Nothing to do: it was paid back."),
    /** Charged on one side of midnight and settled or given back on the other. */
    OTHER_DAY(
        "跨日：请与相邻日的账单一并核对。",
        "It crosses midnight: look at it again with the neighbouring day's files."),
    /** The journal has it, and neither file. */
    ONLY_OURS(
        "我方有记录而渠道与财政均无：请向渠道与网关查询该订单，切勿重复扣款。",
        "Ask the channel and the gateway for this order; charge nobody again."),
    /** A file has it, and the journal does not. */
    ONLY_THEIRS(
        "我方无记录：如系本平台订单，请调用 FineCashier.confirm(订单号)，已缴库的予以登记，已扣款而未缴库的退还缴款人。",
        "If it is an order of this platform, call FineCashier.confirm(orderNo): what is settled is"
            + " entered in the journal, and a payer who was charged for nothing is paid back."),
    /**
     * The channel has charged a payer whose payment was refused, and nothing is settled: give back.
     */
    CHARGED_NOT_SETTLED(
        "已扣款而未缴库：请退还缴款人，调用 FineCashier.confirm(订单号) 即可查询渠道并原路退款。",
        "Charged, not settled: give back. FineCashier.confirm(orderNo) asks the channel and gives"
            + " the payer the money."),
    /** The amounts are not the same. */
    AMOUNT_DIFFERS(
        "金额不一致：以财政一方为准，差额请人工核实后退补。",
        "The treasury's amount counts; have a person look at the difference."),
    /** One says paid, settled or paid back, and another does not. */
    STATE_DIFFERS(
        "状态不一致：请先运行恢复任务（Recovery），次日仍不一致再人工处理。",
        "Let Recovery run; if it still differs the next day, have a person look at it."),
    /**
     * The treasury has paid back more than the journal has refunds of, as where the journal was
     * restored from a copy: the payer waits for the money.
     */
    REFUND_ONLY_THEIRS(
        "财政已退付而我方日志没有这笔退款：请以原退款号再次调用 FineCashier.refund，款项即退给缴款人；本平台未申请过的退款请人工核实。",
        "Call FineCashier.refund again under the refund's own number: the payer is given the money,"
            + " once. If the application never asked for this refund, have a person look at it."),
    /** More than one charge or settlement for the same order or decision. */
    DUPLICATE(
        "重复缴款：重复缴库的由财政自动退付，重复扣款的须由本平台退还，请确认退款到账并告知缴款人。",
        "Paid more than once: the treasury gives a second settlement back by itself, a second charge"
            + " is for you to give back; see that the payer gets it.");

    private final String chinese;
    private final String english;

    Kind(String chinese, String english) {
      this.chinese = chinese;
      this.english = english;
    }

    /** What to do next, for the platform's accountants. */
    public String toDo(Language language) {
      return language == Language.ZH_CN ? chinese : english;
    }

    /** Whether somebody has to look at it. */
    public boolean isDifference() {
      return this != MATCHED && this != REFUNDED && this != OTHER_DAY;
    }
  }

  /** Kind and order number. */
  @Override
  public String toString() {
    return kind + " " + orderNo;
  }
}
