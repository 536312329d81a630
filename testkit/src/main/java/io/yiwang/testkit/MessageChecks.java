package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;

/** Checks messages (section 6) as far as that needs no message that people would read. */
final class MessageChecks {
  /** The longest body of a message without a campaign. */
  private static final int LONGEST = 2000;

  static final List<Check> ALL =
      List.of(
          new Check(
              "message.unknown",
              "6",
              "A message that does not exist, or another query code, is MESSAGE_NOT_FOUND.",
              gateway ->
                  gateway
                      .get("messages/" + CheckedGateway.unique("message") + "?queryCode=123456")
                      .send()
                      .isRefused(404, "MESSAGE_NOT_FOUND")),
          new Check(
              "message.tooLong",
              "6",
              "A body of more than 2000 code points is TOO_LONG.",
              gateway ->
                  submitted(gateway, message(gateway).put("body", "中".repeat(LONGEST + 1)))
                      .isRefused(422, "TOO_LONG")),
          new Check(
              "message.title",
              "6",
              "A title of more than 100 characters is refused, naming it.",
              gateway ->
                  submitted(gateway, message(gateway).put("title", "题".repeat(101)))
                      .isBadRequest("/title")),
          new Check(
              "message.category",
              "6",
              "A category that does not exist is CATEGORY_UNKNOWN.",
              gateway ->
                  submitted(gateway, message(gateway).put("category", "none"))
                      .isRefused(422, "CATEGORY_UNKNOWN")),
          new Check(
              "message.attachment",
              "6",
              "An attachment that does not exist is ATTACHMENT_UNKNOWN.",
              MessageChecks::unknownAttachment));

  private MessageChecks() {}

  /** Returns a message that would be accepted; every check changes it to one that is refused. */
  private static ObjectNode message(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode message = Json.object().put("title", "一致性测试").put("body", "一致性测试");
    message.put("region", openRegion(gateway)).put("language", "zh-CN").put("mayPublish", false);
    message.putObject("author").put("anonymous", true);
    message.putArray("attachments");
    return message;
  }

  private static String openRegion(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode regions = gateway.get("regions").send().is(200).json();
    for (JsonNode region : regions.path("items")) {
      for (JsonNode open : region.path("openFor")) {
        if (open.asText().equals("MESSAGES")) {
          return region.path("code").asText();
        }
      }
    }
    throw new CheckNotRun("no region is open for messages");
  }

  private static ProbeAnswer submitted(CheckedGateway gateway, ObjectNode message)
      throws IOException, InterruptedException, GeneralSecurityException {
    return gateway.post("messages", message).key(CheckedGateway.unique("key")).send();
  }

  private static void unknownAttachment(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode message = message(gateway);
    message.putArray("attachments").add(CheckedGateway.unique("file"));
    submitted(gateway, message).isRefused(422, "ATTACHMENT_UNKNOWN");
  }
}
