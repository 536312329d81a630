package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(GovSandboxExtension.class)
@Timeout(60)
class AdminMessagesTest {
  @Test
  void messages_eachStep_changesTheStatus(GovSandbox sandbox) throws Exception {
    AdminClient admin = new AdminClient(sandbox);
    assertEquals(
        "NOT_AT_ALL",
        admin
            .call(200, "PUT /message-desk", "/message-desk", "{'works': 'NOT_AT_ALL'}")
            .get("works")
            .textValue());
    RawClient submit =
        new RawClient(sandbox, "POST", "messages")
            .key("message-1")
            .json(
                "{'title': '路灯', 'body': '不亮', 'region': '330106', 'language': 'zh-CN', 'author':"
                    + " {'anonymous': true}, 'mayPublish': true}");
    RawClient.Reply receipt = submit.send();
    assertEquals(202, receipt.status());
    String id = receipt.json().get("messageId").textValue();
    assertEquals(
        "RECEIVED",
        admin.call(200, "GET /messages", "/messages", "").at("/items/0/status").textValue());

    String step = "POST /messages/{id}/{step}";
    String path = "/messages/" + id + "/";
    assertEquals("CLASSIFIED", AdminClient.status(admin.call(200, step, path + "classify", "")));
    assertEquals(
        "FORWARDED", AdminClient.status(admin.call(200, step, path + "forward", "{'note': '请办'}")));
    assertEquals(
        "REPLIED", AdminClient.status(admin.call(200, step, path + "reply", "{'text': '已修'}")));
    assertTrue(admin.call(200, step, path + "publish", "").get("published").booleanValue());
    assertEquals("CLOSED", AdminClient.status(admin.call(200, step, path + "close", "")));
    assertEquals(
        "CLOSED", AdminClient.status(admin.call(200, step, path + "give-back", "{'note': '迟'}")));
    assertEquals(
        "已修",
        admin.call(200, "GET /messages/{id}", "/messages/" + id, "").at("/reply/text").textValue());
    admin.call(400, step, path + "reply", "{}");
    admin.call(404, step, path + "shred", "");
    admin.call(200, "PUT /message-desk", "/message-desk", "{'works': 'BY_THE_CLOCK'}");
    assertEquals(
        "BY_THE_CLOCK",
        admin.call(200, "GET /message-desk", "/message-desk", "").get("works").textValue());
  }
}
