package io.yiwang.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks that types with the texts or the query codes of citizens show neither. */
class MessageToStringTest {
  private static final OffsetDateTime AT = OffsetDateTime.parse("2026-03-02T09:30:00+08:00");
  private static final MessageReceipt RECEIPT = new MessageReceipt("msg-1", "PRIVATE", AT, AT);
  private static final MessageStatus.Department OFFICE =
      new MessageStatus.Department("D1", "PRIVATE");

  @Test
  void toString_receipt_hidesQueryCode() {
    assertEquals("MessageReceipt[msg-1]", RECEIPT.toString());
    assertEquals("Sensitive", new FollowerPayload.Sensitive("PRIVATE").toString());
  }

  @Test
  void toString_status_hidesNotesRepliesAndComments() {
    MessageStatus.Event event =
        new MessageStatus.Event(MessageState.CLASSIFIED, AT, OFFICE, "PRIVATE");
    MessageStatus.Reply reply = new MessageStatus.Reply(OFFICE, "PRIVATE", AT);
    MessageStatus status =
        new MessageStatus(
            "msg-1", MessageState.REPLIED, "traffic", List.of(event), reply, true, null);

    assertEquals("Event[CLASSIFIED, 2026-03-02T09:30+08:00]", event.toString());
    assertEquals("Reply[2026-03-02T09:30+08:00]", reply.toString());
    assertEquals("Changed[msg-1, REPLIED]", new MessageEvent.Changed("msg-1", status).toString());
  }

  @Test
  void toString_ratings_hideQueryCodeAndComment() {
    assertEquals(
        "RatingGiven[score=SATISFIED]",
        new MessageClient.RatingGiven("PRIVATE", Rating.SATISFIED, "PRIVATE").toString());
    assertEquals(
        "GivenRating[SATISFIED]",
        new MessageStatus.GivenRating(Rating.SATISFIED, "PRIVATE", AT).toString());
  }

  @Test
  void toString_outboxMessage_hidesReceiptAndText() {
    assertEquals(
        "OutboxMessage[out-1, DELIVERED]",
        new OutboxMessage("out-1", OutboxMessage.State.DELIVERED, AT, RECEIPT, null).toString());
    assertEquals("Sensitive", new OutboxPayload.Sensitive(null, RECEIPT).toString());
  }
}
