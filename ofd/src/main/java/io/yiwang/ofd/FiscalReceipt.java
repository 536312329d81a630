package io.yiwang.ofd;

import io.yiwang.value.Money;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Holds the main elements of an electronic fiscal receipt (财政电子票据), as the attached {@code
 * EInvoice} or the document's custom data has them. Immutable.
 *
 * @param code 8 digits: two each for the supervising region, the category (分类), the kind (种类) and
 *     the year
 * @param number 10 digits
 * @param checkCode the code that the public query needs with code and number; null if it is absent
 * @param amount the total
 * @param payer the name of the payer; null if it is absent
 * @param payee the office that received the money; null if it is absent
 * @param issuedOn the day of issue; null if it is absent or cannot be read
 * @param items the lines of the receipt, if it lists them
 */
public record FiscalReceipt(
    String code,
    String number,
    @Nullable String checkCode,
    Money amount,
    @Nullable String payer,
    @Nullable String payee,
    @Nullable LocalDate issuedOn,
    List<Item> items) {
  /** The category of receipts for fines and confiscations. */
  private static final int FINES = 7;

  /** Matches a day, which the time may follow. */
  private static final Pattern DATE =
      Pattern.compile(
          "\\s*([0-9]{4})\\s*[-/.年]?\\s*([0-9]{2}|(?<=[-/.年]\\s{0,2})[0-9])\\s*[-/.月]?\\s*"
              + "([0-9]{2}|(?<=[-/.月]\\s{0,2})[0-9])(?![0-9]{1,3}(?![0-9]))");

  /** Holds one line of a receipt. */
  public record Item(@Nullable String code, String name, Money amount) {
    /** Shows the amount alone. */
    @Override
    public String toString() {
      return "Item[amount=" + amount + "]";
    }
  }

  /** Checks the forms of code and number, and copies the list. */
  public FiscalReceipt {
    if (!code.matches("[0-9]{8}")) {
      throw new IllegalArgumentException(
          "a fiscal receipt's code must be 8 digits, got " + code.length() + " characters");
    }
    if (!number.matches("[0-9]{10}")) {
      throw new IllegalArgumentException(
          "a fiscal receipt's number must be 10 digits, got " + number.length() + " characters");
    }
    items = List.copyOf(items);
  }

  /** Returns the category (分类), digits 3 and 4 of the code; 7 is fines and confiscations. */
  public int category() {
    return Integer.parseInt(code.substring(2, 4));
  }

  /** Returns whether it is a receipt for a fine (罚没票据). */
  public boolean isForFine() {
    return category() == FINES;
  }

  /** Reads an attached {@code EInvoice}; empty if it is another XML, or lacks a main element. */
  static Optional<FiscalReceipt> of(Xml.Element root) {
    Xml.Element invoice = root.name().equals("EInvoice") ? root : root.first("EInvoice");
    if (invoice != null && invoice.first("Main") == null) {
      // Some issuers put the signed part into an additional element.
      invoice = invoice.first("EInvoiceData");
    }
    Xml.Element main = invoice == null ? null : invoice.first("Main");
    if (invoice == null || main == null) {
      return Optional.empty();
    }
    List<Item> items = new ArrayList<>();
    for (Xml.Element details : invoice.all("Details")) {
      if (details.text("ItemName") == null && details.text("Name") == null) {
        details.children().forEach(each -> addItem(items, each));
      } else {
        addItem(items, details);
      }
    }
    return of(
        main.text("EInvoiceCode"),
        main.text("EInvoiceNumber"),
        main.text("RandomNumber"),
        main.text("TotalAmount"),
        first(main.text("PayerParty", "PayerPartyName"), main.text("PayerParty", "Name")),
        first(
            main.text("InvoicingParty", "InvoicingPartyName"), main.text("InvoicingParty", "Name")),
        main.text("IssueDate"),
        items);
  }

  private static void addItem(List<Item> items, Xml.Element line) {
    String name = first(line.text("ItemName"), line.text("Name"));
    Money amount = money(first(line.text("ItemAmount"), line.text("Amount")));
    if (name != null && amount != null) {
      items.add(new Item(line.text("ItemCode"), name, amount));
    }
  }

  /** Reads custom data, under the names of the standard or the Chinese ones. */
  static Optional<FiscalReceipt> of(Map<String, String> data) {
    return of(
        named(data, "EInvoiceCode", "票据代码", "电子票据代码", "财政票据代码"),
        named(data, "EInvoiceNumber", "票据号码", "电子票据号码", "财政票据号码"),
        named(data, "RandomNumber", "校验码", "票据校验码", "电子票据校验码"),
        named(data, "TotalAmount", "金额合计", "合计金额", "总金额", "票面金额", "金额"),
        named(data, "PayerPartyName", "交款人", "缴款人", "交款人名称"),
        named(data, "InvoicingPartyName", "收款单位", "开票单位", "收款单位名称"),
        named(data, "IssueDate", "开票日期"),
        List.of());
  }

  /** Returns the digits of a printed number, which may have blanks, or full-width digits. */
  private static String digits(@Nullable String text) {
    return text == null
        ? ""
        : Normalizer.normalize(text, Normalizer.Form.NFKC).replaceAll("\\s", "");
  }

  private static Optional<FiscalReceipt> of(
      @Nullable String writtenCode,
      @Nullable String writtenNumber,
      @Nullable String checkCode,
      @Nullable String total,
      @Nullable String payer,
      @Nullable String payee,
      @Nullable String issuedOn,
      List<Item> items) {
    Money amount = money(total);
    String code = digits(writtenCode);
    String number = digits(writtenNumber);
    if (amount == null || !code.matches("[0-9]{8}") || !number.matches("[0-9]{10}")) {
      return Optional.empty();
    }
    return Optional.of(
        new FiscalReceipt(code, number, checkCode, amount, payer, payee, date(issuedOn), items));
  }

  private static @Nullable String named(Map<String, String> data, String... names) {
    for (String name : names) {
      for (Map.Entry<String, String> each : data.entrySet()) {
        if (label(each.getKey()).equals(name) && !each.getValue().isBlank()) {
          return each.getValue().strip();
        }
      }
    }
    return null;
  }

  /** Returns a label without additions such as a colon, "(in figures)" or "(seal)". */
  private static String label(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFKC).replaceAll("[\\s:]", "");
    return plain.replaceAll("\\((小写|章|盖章|元)\\)$", "");
  }

  private static @Nullable String first(@Nullable String one, @Nullable String other) {
    return one != null ? one : other;
  }

  /** Reads an amount in yuan, which may have a currency sign, commas and trailing zeros. */
  private static @Nullable Money money(@Nullable String yuan) {
    if (yuan == null || yuan.length() > 30) {
      return null;
    }
    String plain =
        Normalizer.normalize(yuan, Normalizer.Form.NFKC)
            .replaceAll("(?i)^\\s*(人民币|RMB|CNY)|[\u00a5,\\s]|[元圆]整?\\s*$", "");
    if (!plain.matches("[0-9]{1,13}(\\.[0-9]{0,6})?")) {
      return null;
    }
    try {
      return Money.fen(new BigDecimal(plain).movePointRight(2).longValueExact());
    } catch (ArithmeticException | IllegalArgumentException e) {
      return null;
    }
  }

  private static @Nullable LocalDate date(@Nullable String text) {
    Matcher matcher =
        DATE.matcher(text == null ? "" : Normalizer.normalize(text, Normalizer.Form.NFKC));
    if (!matcher.lookingAt()) {
      return null;
    }
    try {
      return LocalDate.of(
          Integer.parseInt(matcher.group(1)),
          Integer.parseInt(matcher.group(2)),
          Integer.parseInt(matcher.group(3)));
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Shows the code and the number alone: the other parts may name people. */
  @Override
  public String toString() {
    return "FiscalReceipt[" + code + " " + number + "]";
  }
}
