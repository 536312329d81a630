package io.yiwang.examples;

import io.yiwang.GovClient;
import io.yiwang.journal.Journal;
import io.yiwang.messages.Author;
import io.yiwang.messages.CategoryTree.Category;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.value.RegionCode;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;

/**
 * 征集. Replays a campaign: stores each message durably, submits all, and counts them by category
 * once the government has classified them.
 */
public final class ReplayACampaign {
  private static final int MESSAGES = 1000;
  private static final int BAR = 40;
  private static final List<String> CONCERNS =
      List.of(
          "小区停车难，希望增加泊位",
          "看病排队太久，希望多开专家号",
          "孩子上学离家远",
          "公交末班车太早",
          "希望提高养老金",
          "老旧小区想装电梯",
          "路灯坏了没人修",
          "外卖骑手没有社保",
          "村里的路还没硬化");

  private ReplayACampaign() {}

  /** Runs on its own sandbox; the argument is the number of messages. */
  public static void main(String[] args) throws Exception {
    int messages = args.length == 0 ? MESSAGES : Integer.parseInt(args[0]);
    try (Arguments arguments = Arguments.of()) {
      run(arguments, messages, System.out);
    }
  }

  static Map<String, Integer> run(Arguments arguments, int messages, PrintStream out)
      throws Exception {
    GovSandbox sandbox = Objects.requireNonNull(arguments.sandbox());
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    try (GovClient gov = arguments.client().clock(sandbox.clock()).build();
        Journal journal =
            Journal.at(
                arguments.platform().file("campaign.journal"), new AesGcmCipher("2026", key))) {
      MessageOutbox outbox = MessageOutbox.builder(gov, journal).clock(sandbox.clock()).build();
      long start = System.nanoTime();
      for (int i = 1; i <= messages; i++) {
        outbox.submit(id(i), message(i), "citizen-" + i);
      }
      out.printf("收下并落盘 taken, on disk: %,d in %.1f s%n", messages, seconds(start));
      handOver(outbox, messages, out);
      out.printf("全部送达 all handed over: %.1f s%n", seconds(start));
      // Messages are classified on the same day.
      sandbox.clock().advance(Duration.ofHours(3));
      Map<String, Integer> byCategory = byCategory(new MessageClient(gov), outbox, messages);
      byCategory.entrySet().stream()
          .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
          .forEach(each -> out.printf("%6d  %s%n", each.getValue(), each.getKey()));
      return byCategory;
    }
  }

  private static String id(int number) {
    return "voice-" + number;
  }

  private static Message message(int number) {
    Random random = new Random(number);
    String concern = CONCERNS.get(random.nextInt(CONCERNS.size()));
    return Message.to(new RegionCode("330100"), concern, (concern + "。").repeat(1 + number % 20))
        .campaign("open-voices")
        .author(Author.of("张三", "13800000000"))
        .build();
  }

  private static void handOver(MessageOutbox outbox, int messages, PrintStream out) {
    long left = outbox.figures().unfinished();
    while (left > 0) {
      outbox.runOnce();
      left = outbox.figures().unfinished();
      int done = (int) (BAR * (messages - left) / messages);
      out.printf(
          "[%s%s] %,d / %,d\r",
          "#".repeat(done), ".".repeat(BAR - done), messages - left, messages);
      out.flush();
    }
    out.println();
  }

  private static Map<String, Integer> byCategory(
      MessageClient client, MessageOutbox outbox, int messages) {
    CategoryNames called = new CategoryNames(client);
    Map<String, String> names = new TreeMap<>();
    for (Category category : client.categories().categories()) {
      names.put(category.code(), called.of(category));
      category.children().forEach(each -> names.put(each.code(), called.of(category)));
    }
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 1; i <= messages; i++) {
      MessageReceipt receipt =
          Objects.requireNonNull(outbox.find(id(i)).orElseThrow().receipt(), "receipt");
      String category = client.status(receipt.messageId(), receipt.queryCode()).category();
      counts.merge(names.getOrDefault(String.valueOf(category), "未分类 none"), 1, Integer::sum);
    }
    return counts;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }
}
