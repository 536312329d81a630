package io.yiwang.payments.cashier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.Answers;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.signing.AesGcmCipher;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuoteTextTest {
  private static final AesGcmCipher CIPHER = cipher("k1", "0123456789abcdef0123456789abcdef");

  private static AesGcmCipher cipher(String keyId, String key) {
    return new AesGcmCipher(keyId, key.getBytes(UTF_8));
  }

  private static Quote quote() {
    Penalty whole =
        Answers.read(
            Penalty.class,
            """
            {"decisionNumber": "3301061234567890", "region": "330106",
             "authority": {"code": "113301", "name": "杭州市公安局"},
             "violation": {"code": "1039", "description": "违法停车", "place": "文三路 1 号",
                           "occurredAt": "2026-11-01T08:00:00+08:00"},
             "party": {"name": "张*", "plate": "浙A1***5"},
             "decidedOn": "2026-11-02", "dueOn": "2026-11-17",
             "principal": 15000, "surcharge": 450, "total": 15450,
             "quotedAt": "2026-11-30T17:00:00+08:00",
             "quoteValidUntil": "2026-11-30T18:00:00+08:00", "status": "A_NEW_STATUS",
             "noticeNumber": "33010620260000001234"}
            """);
    Penalty bare =
        Answers.read(
            Penalty.class,
            """
            {"decisionNumber": "杭公交决字〔2026〕第 1 号", "principal": 100, "surcharge": 0,
             "total": 100, "quoteValidUntil": "2026-11-30T18:30:00Z", "status": "PAYABLE"}
            """);
    return new Quote(
        List.of(
            FineTicket.ofPlate("3301061234567890", "浙A12345"),
            new FineTicket(
                new PenaltyDecisionNumber("杭公交决字〔2026〕第 1 号"), Proof.partyIdTail("123X"))),
        List.of(whole, bare));
  }

  @Test
  void of_textOfAnotherNode_isTheSameQuote() throws GeneralSecurityException {
    Quote quote = quote();

    Quote read = Quote.of(quote.text(CIPHER), cipher("k1", "0123456789abcdef0123456789abcdef"));

    assertEquals(quote, read);
    assertEquals(quote.tickets().get(0).proof().value().reveal(), "浙A12345");
    assertEquals(quote.validUntil(), read.validUntil());
    assertEquals(15550, read.total().fen());
  }

  @Test
  void text_shown_isOneLineWithoutAnythingOfThePayer() throws GeneralSecurityException {
    String text = quote().text(CIPHER);

    assertFalse(text.contains("\n"));
    assertFalse(text.contains("浙") || text.contains("3301061234567890"), text);
  }

  @Test
  void of_changedOrUnderAnotherKey_isRefused() throws GeneralSecurityException {
    String text = quote().text(CIPHER);
    int at = text.length() - 10;
    String changed =
        text.substring(0, at) + (text.charAt(at) == 'A' ? 'B' : 'A') + text.substring(at + 1);

    assertThrows(GeneralSecurityException.class, () -> Quote.of(changed, CIPHER));
    assertThrows(
        GeneralSecurityException.class,
        () -> Quote.of(text, cipher("k1", "another-key-another-key-another!")));
    assertThrows(
        GeneralSecurityException.class,
        () -> Quote.of(text, cipher("k2", "0123456789abcdef0123456789abcdef")));
  }

  @Test
  void of_somethingElse_isRefusedWithoutQuotingIt() {
    for (String other : List.of("", "1", "1 x", "2 a b", "1 !! ??", "1 a b c")) {
      IllegalArgumentException e =
          assertThrows(IllegalArgumentException.class, () -> Quote.of(other, CIPHER), other);
      assertEquals("this is not a quote as text(...) writes it", e.getMessage());
    }
  }
}
