package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageControlsTest {
  private final HandlerTester tester = new HandlerTester();
  private final MessageControls controls = tester.handlers.messageControls();

  private static ObjectNode message() {
    ObjectNode message = Json.object().put("title", "希望增加停车位").put("body", "小区停车管理混乱。");
    message.put("region", "330106").put("language", "zh-CN").put("mayPublish", true);
    message
        .putObject("author")
        .put("name", "王建国")
        .put("phone", "13800000000")
        .put("anonymous", false);
    return message;
  }

  private HandlerTester.Call submit(String key, ObjectNode message) {
    return tester.call("message.submit").header("idempotency-key", key).body(message);
  }

  private HandlerTester.Call status(JsonNode receipt) {
    return tester
        .call("message.status")
        .path("id", receipt.get("messageId").textValue())
        .query("queryCode", receipt.get("queryCode").textValue());
  }

  private String statusOf(JsonNode receipt) {
    return status(receipt).answers(200).get("status").textValue();
  }

  @Test
  void submit_message_arrivesOpened() {
    JsonNode receipt = submit("k1", message()).answers(202);

    MessageControls.Received received = controls.received().get(0);
    assertEquals(1, controls.received().size());
    assertEquals("王建国", received.authorName());
    assertFalse(received.toString().contains("王建国"));
    assertEquals("2026-11-17T23:59:59+08:00", receipt.get("dueAt").textValue());
    assertEquals("RECEIVED", statusOf(receipt));
  }

  @Test
  void status_automatic_changesByTheClock() {
    JsonNode receipt = submit("k1", message()).answers(202);

    tester.clock.advance(Duration.ofHours(2));
    assertEquals("CLASSIFIED", statusOf(receipt));
    tester.clock.advance(Duration.ofHours(22));
    assertEquals("FORWARDED", statusOf(receipt));
    tester.clock.advance(Duration.ofDays(6));
    JsonNode status = status(receipt).answers(200);
    assertEquals("REPLIED", status.get("status").textValue());
    assertEquals("C0101", status.get("category").textValue());
    assertEquals(4, status.get("timeline").size());
    assertTrue(status.at("/reply/department/name").textValue().startsWith("浙江省杭州市西湖区"));
  }

  @Test
  void status_receivedLateAtNight_isClassifiedTheSameDay() {
    tester.clock.set(Instant.parse("2026-11-02T15:30:00Z"));
    JsonNode receipt = submit("k1", message()).answers(202);
    tester.clock.set(Instant.parse("2026-11-02T15:59:59Z"));

    JsonNode event = status(receipt).answers(200).at("/timeline/1");
    assertEquals("CLASSIFIED", event.get("status").textValue());
    assertEquals("2026-11-02T23:59:59+08:00", event.get("at").textValue());
  }

  @Test
  void status_manual_changesByCalls() {
    controls.classifyOnly();
    JsonNode receipt = submit("k1", message().put("category", "C0103")).answers(202);
    String id = receipt.get("messageId").textValue();
    tester.clock.advance(Duration.ofDays(30));
    assertEquals("CLASSIFIED", statusOf(receipt));

    controls.forward(id, "转交属地部门办理");
    assertEquals("FORWARDED", statusOf(receipt));
    controls.reply(id, "已安排养护。");
    controls.close(id);
    JsonNode status = status(receipt).answers(200);
    assertEquals("CLOSED", status.get("status").textValue());
    assertEquals("已安排养护。", status.at("/reply/text").textValue());
    assertEquals("C0103", status.get("category").textValue());
    controls.returnToAuthor(id, "太晚");
    assertEquals("CLOSED", statusOf(receipt));
  }

  @Test
  void status_returned_hasTheReason() {
    JsonNode receipt = submit("k1", message()).answers(202);
    controls.returnToAuthor(receipt.get("messageId").textValue(), "不属于受理范围");
    tester.clock.advance(Duration.ofDays(30));

    assertEquals("RETURNED", statusOf(receipt));
    assertEquals("不属于受理范围", status(receipt).answers(200).at("/timeline/1/note").textValue());
  }

  @Test
  void status_wrongQueryCodeAndUnknownMessage_areNotFound() {
    JsonNode receipt = submit("k1", message()).answers(202);

    status(receipt).query("queryCode", "WRONG").isRefused(404, "MESSAGE_NOT_FOUND");
    status(receipt).path("id", "msg-0").isRefused(404, "MESSAGE_NOT_FOUND");
    tester
        .call("message.rate")
        .path("id", receipt.get("messageId").textValue())
        .body("{'queryCode': 'WRONG', 'score': 1}")
        .isRefused(404, "MESSAGE_NOT_FOUND");
    assertThrows(IllegalArgumentException.class, () -> controls.reply("msg-0", ""));
  }

  @Test
  void rate_twice_theLaterCounts() {
    JsonNode receipt = submit("k1", message()).answers(202);
    for (int score : new int[] {5, 1}) {
      ObjectNode body = Json.object().put("queryCode", receipt.get("queryCode").textValue());
      tester
          .call("message.rate")
          .path("id", receipt.get("messageId").textValue())
          .body(body.put("score", score).put("comment", "答复及时"))
          .raw();
    }

    assertEquals(1, status(receipt).answers(200).at("/rating/score").intValue());
  }

  @Test
  void submit_sameKey_isOneMessage() {
    JsonNode first = submit("k1", message()).answers(202);

    assertEquals(first, submit("k1", message()).answers(202));
    submit("k1", message().put("title", "另一条")).isRefused(422, "IDEMPOTENCY_KEY_REUSED");
    assertEquals(1, controls.received().size());
    tester.clock.advance(Duration.ofDays(7));
    submit("k1", message().put("title", "另一条")).answers(202);
  }

  @Test
  void submit_lengthIsCountedInCodePoints() {
    submit("k1", message().put("body", "😀".repeat(2000))).answers(202);
    submit("k2", message().put("body", "字".repeat(2001))).isRefused(422, "TOO_LONG");
    submit("k3", message().put("campaign", "parking-ideas").put("body", "字".repeat(501)))
        .isRefused(422, "TOO_LONG");
  }

  @ParameterizedTest
  @CsvSource({
    "category, C9999, 422, CATEGORY_UNKNOWN",
    "region, 810000, 422, REGION_NOT_OPEN",
    "region, 999999, 422, REGION_NOT_OPEN",
    "body, 这里有【违禁】内容, 422, CONTENT_REFUSED",
    "campaign, premier-2021, 409, CAMPAIGN_CLOSED",
    "campaign, nothing, 400, BAD_REQUEST"
  })
  void submit_invalidMember_isRefused(String member, String value, int status, String code) {
    submit("k1", message().put(member, value)).isRefused(status, code);

    assertEquals(0, controls.received().size());
  }

  @Test
  void submit_categoryOutsideTheCampaign_isRefused() {
    ObjectNode message = message().put("campaign", "parking-ideas");

    submit("k1", message.deepCopy().put("category", "C0301")).isRefused(422, "CATEGORY_UNKNOWN");
    submit("k2", message.deepCopy().put("category", "C0101")).answers(202);
  }

  @Test
  void submit_premier2017_isOpenFromDecemberToTheTwoSessions() {
    ObjectNode message = message().put("campaign", "premier-2017");
    tester.clock.set(Instant.parse("2016-12-19T15:59:59Z"));
    Refusal refusal = submit("k1", message).isRefused(409, "CAMPAIGN_CLOSED");
    assertEquals("2016-12-20T00:00:00+08:00", refusal.members("zh-CN").get("opensAt"));
    assertEquals("2017-03-05T00:00:00+08:00", refusal.members("zh-CN").get("closesAt"));

    tester.clock.set(Instant.parse("2016-12-19T16:00:00Z"));
    submit("k2", message).answers(202);
    tester.clock.set(Instant.parse("2017-03-04T16:00:00Z"));
    submit("k3", message).isRefused(409, "CAMPAIGN_CLOSED");
  }

  @Test
  void submit_wholeCountry_isForwardedToItsGovernment() {
    JsonNode receipt = submit("k1", message().put("region", "000000")).answers(202);
    controls.forward(receipt.get("messageId").textValue(), "转办");

    assertEquals(
        "国务院办公厅", status(receipt).answers(200).at("/timeline/2/department/name").textValue());
  }

  private JsonNode attach(String contentType, String contentDigest) {
    return tester
        .call("message.attach")
        .header("content-type", contentType)
        .header("content-digest", contentDigest)
        .content("file".getBytes(UTF_8))
        .answers(201);
  }

  @Test
  void attach_named_isKeptAndUnnamedIsDeleted() {
    String named = attach("image/png", "sha-256=:x:").get("attachmentId").textValue();
    String unnamed = attach("application/pdf", "sha-256=:x:").get("attachmentId").textValue();
    ObjectNode message = message();
    message.putArray("attachments").add(named);
    submit("k1", message).answers(202);
    tester.clock.advance(Duration.ofDays(1));

    submit("k2", message).answers(202);
    ObjectNode late = message();
    late.putArray("attachments").add(unnamed);
    submit("k3", late).isRefused(422, "ATTACHMENT_UNKNOWN");
  }

  @Test
  void attach_digest_isOfThePlatformsAlgorithm() throws Exception {
    JsonNode sm3 = attach("video/mp4", "sm3=:x:");

    assertEquals("sm3", sm3.at("/digest/alg").textValue());
    assertArrayEquals(Sm3.digest("file".getBytes(UTF_8)), sm3.at("/digest/value").binaryValue());
    assertEquals("sha-256", attach("image/jpeg", "").at("/digest/alg").textValue());
  }

  @Test
  void attach_otherKind_isRefused() {
    tester
        .call("message.attach")
        .header("content-type", "application/x-msdownload")
        .content(new byte[1])
        .isRefused(422, "CONTENT_REFUSED");
  }

  private static ObjectNode batch(String... keys) {
    ObjectNode body = Json.object();
    ArrayNode messages = body.putArray("messages");
    for (String key : keys) {
      messages.addObject().put("key", key).set("message", message().put("title", "留言" + key));
    }
    return body;
  }

  @Test
  void batch_eachMessageIsIndependent() {
    ObjectNode body = batch("a", "b", "c");
    body.withObject("/messages/1/message").put("category", "C9999");
    body.withObject("/messages/2/message").put("campaign", "premier-2021");

    JsonNode results = tester.call("message.batch").body(body).answers(200).get("results");

    assertTrue(results.get(0).has("receipt"));
    assertEquals("CATEGORY_UNKNOWN", results.at("/1/problem/code").textValue());
    assertEquals("2021-03-05T00:00:00+08:00", results.at("/2/problem/closesAt").textValue());
    assertEquals(1, controls.received().size());
  }

  @Test
  void batch_keyOfAnEarlierMessage_isNotReceivedTwice() {
    JsonNode alone = submit("a", message().put("title", "留言a")).answers(202);
    JsonNode results =
        tester.call("message.batch").body(batch("a", "b")).answers(200).get("results");

    assertEquals(alone, results.at("/0/receipt"));
    assertEquals(
        results, tester.call("message.batch").body(batch("a", "b")).answers(200).get("results"));
    assertEquals(results.at("/1/receipt"), submit("b", message().put("title", "留言b")).answers(202));
    assertEquals(2, controls.received().size());
  }

  @Test
  void batch_keyReused_isAProblemOfThatMessage() {
    tester.call("message.batch").body(batch("a")).answers(200);
    ObjectNode other = batch("a");
    other.withObject("/messages/0/message").put("title", "另一条");

    assertEquals(
        "IDEMPOTENCY_KEY_REUSED",
        tester
            .call("message.batch")
            .body(other)
            .answers(200)
            .at("/results/0/problem/code")
            .textValue());
  }

  @Test
  void batch_keyTwice_isBadRequest() {
    Refusal refusal =
        tester.call("message.batch").body(batch("a", "a")).isRefused(400, "BAD_REQUEST");

    assertTrue(HandlerTester.member(refusal, "fields").toString().contains("/messages/1/key"));
    assertEquals(0, controls.received().size());
  }
}
