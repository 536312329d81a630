package io.yiwang.benchmarks;

import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.value.RegionCode;
import java.util.Random;

/**
 * Generates messages of an invented campaign, always the same for a number. Their lengths are
 * distributed as in real messages: half are below 150 characters, one in twenty is above 650, and
 * the longest have 2,000 (log-normal with a sigma of 0.9). Each has a name and a phone number,
 * which are sealed.
 */
final class CampaignTexts {
  private static final String WORDS = "希望政府关注老旧小区加装电梯、停车难、看病贵和孩子上学的问题，谢谢总理！";
  private static final double SIGMA = 0.9;
  private static final int MEDIAN = 150;
  private static final int MOST = 2000;

  private CampaignTexts() {}

  static Message message(int number) {
    Random random = new Random(number);
    int length = (int) Math.round(MEDIAN * Math.exp(SIGMA * random.nextGaussian()));
    StringBuilder body = new StringBuilder();
    int at = random.nextInt(WORDS.length());
    for (int i = 0; i < Math.min(MOST, Math.max(5, length)); i++) {
      body.append(WORDS.charAt((at + i) % WORDS.length()));
    }
    return Message.to(new RegionCode("330100"), "留言" + number, body.toString())
        .campaign("open-voices")
        .author(Author.of("张三", "13800000000"))
        .build();
  }
}
