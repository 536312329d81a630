package io.yiwang.payments.cashier;

import io.yiwang.payments.CashierCodes;
import io.yiwang.payments.FineCodes;
import io.yiwang.payments.cashier.FineOutcome.PayerMoney;
import io.yiwang.value.Language;
import java.util.Map;

/** What a payer is told of a refusal: why, and where their money is. */
final class Wording {
  private record Text(String chinese, String english) {
    String in(Language language) {
      return language == Language.ZH_CN ? chinese : english;
    }
  }

  private static final Text OTHER = new Text("本次未能缴款。", "This payment could not be made.");

  private static final Map<String, Text> WHY =
      Map.ofEntries(
          why(
              FineCodes.PENALTY_NOT_FOUND,
              "未找到该决定书，请核对编号和信息。",
              "No such decision was found; check the number and what you entered."),
          why(
              FineCodes.DECISION_HELD,
              "该决定书正在其他渠道缴款，请稍后再试。",
              "The decision is being paid through another channel; try again later."),
          why(FineCodes.DECISION_PAID, "该决定书已缴清。", "The decision is paid; nothing is due."),
          why(
              FineCodes.AMOUNT_CHANGED,
              "应缴金额已变化，请确认新的金额。",
              "The amount due has changed; look at the new one."),
          why(
              FineCodes.NOT_YET_PAYABLE,
              "该决定书尚未入库，请过几天再试。",
              "The decision is not in the register yet; try again in some days."),
          why(
              FineCodes.DECISION_CONTESTED,
              "该决定书正在复议或诉讼，暂不能缴款。",
              "The decision is under review or before a court."),
          why(
              FineCodes.DECISION_REVOKED,
              "该决定书已撤销，无需缴款。",
              "The decision was taken back; nothing is due."),
          why(
              FineCodes.TRANSFERRED_TO_COURT,
              "该决定书已移送法院，请联系法院。",
              "The decision was handed to the court; turn to the court."),
          why(
              FineCodes.REGION_NOT_OPEN,
              "该地区尚未开通线上缴款，请用其他方式缴款。",
              "This region takes no payments here; pay another way."),
          why(FineCodes.PAYER_MUST_BE_PARTY, "须由当事人本人缴款。", "Only the party may pay this one."),
          why(
              FineCodes.DAY_END_CLOSED,
              "日终处理中，请稍后再试。",
              "The treasury is closing its day; try again later."),
          why(
              FineCodes.HOLD_LOST,
              "缴款超时，该决定书已不能按原金额缴款。",
              "It took too long, and the decision can no longer be had at that amount."),
          why(
              CashierCodes.DECISION_IN_PAYMENT,
              "该决定书正在缴款中，请勿重复缴款。",
              "The decision is being paid already; do not pay again."),
          why(CashierCodes.CHARGE_DECLINED, "扣款未成功，请更换支付方式。", "The charge was declined."),
          why(
              CashierCodes.CHARGED_LATE,
              "扣款到账过晚，本次未能缴款。",
              "The charge came too late for this payment."),
          why(CashierCodes.CHARGE_REFUNDED, "本次未能缴款。", "This payment could not be made."),
          why(CashierCodes.PAYER_LEFT, "未在规定时间内付款。", "It was not paid in time."),
          why(CashierCodes.NOT_HELD, "本次缴款未能开始，请重新发起。", "The payment had not begun."));

  private static final Map<PayerMoney, Text> MONEY =
      Map.of(
          PayerMoney.NEVER_CHARGED, new Text("未向您扣款。", "You were not charged."),
          PayerMoney.BEING_GIVEN_BACK,
              new Text("已扣款项正在退还给您。", "Your money is on its way back to you."),
          PayerMoney.GIVEN_BACK, new Text("已扣款项已全额退还。", "You have been paid back in full."));

  private Wording() {}

  private static Map.Entry<String, Text> why(String code, String chinese, String english) {
    return Map.entry(code, new Text(chinese, english));
  }

  static String of(String code, PayerMoney payerMoney, Language language) {
    String money = MONEY.getOrDefault(payerMoney, OTHER).in(language);
    String why = WHY.getOrDefault(code, OTHER).in(language);
    return language == Language.ZH_CN ? why + money : why + " " + money;
  }
}
