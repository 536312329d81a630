package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.messages.Author;
import io.yiwang.messages.CategoryTree;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.messages.MessageStatus;
import io.yiwang.value.RegionCode;

/** 给政府留一句话. Submits a message and asks what has become of it. */
public final class SubmitAMessage {
  private SubmitAMessage() {}

  /** Runs against a sandbox of its own, or with {@code --config FILE} against any gateway. */
  public static void main(String[] args) throws Exception {
    try (Arguments arguments = Arguments.of(args);
        GovClient gov = arguments.client().build()) {
      MessageReceipt receipt = submit(gov);
      MessageStatus status =
          new MessageClient(gov).status(receipt.messageId(), receipt.queryCode());
      System.out.println(receipt.messageId() + " " + status.status());
    }
  }

  static MessageReceipt submit(GovClient gov) {
    MessageClient messages = new MessageClient(gov);
    CategoryTree.Category category = messages.categories().categories().get(0);
    return messages.submit(
        Message.to(new RegionCode("330100"), "西湖边的路灯", "断桥东边的三盏路灯坏了一周，晚上很黑，请修一修。")
            .category(category.children().get(0).code())
            .author(Author.of("张三", "13800000000"))
            .mayPublish()
            .build());
  }
}
