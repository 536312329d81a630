package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides whether a message is accepted. */
final class MessageRules {
  private static final int LONGEST_WITHOUT_CAMPAIGN = 2000;

  private final List<Campaign> campaigns;
  private final Categories categories;
  private final Attachments attachments;

  MessageRules(List<Campaign> campaigns, Categories categories, Attachments attachments) {
    this.campaigns = campaigns;
    this.categories = categories;
    this.attachments = attachments;
  }

  void check(ObjectNode message, String pointer, Instant now) {
    Campaign campaign = campaign(Json.text(message, "campaign"), pointer);
    if (campaign != null && !campaign.isOpen(now)) {
      throw new Refusal(409, "CAMPAIGN_CLOSED", "征集尚未开始或已结束")
          .with("opensAt", ChinaTime.text(campaign.opensAt()))
          .with("closesAt", ChinaTime.text(campaign.closesAt()));
    }
    if (!OpenRegions.forMessages(Json.required(message, "region"))) {
      throw new Refusal(422, "REGION_NOT_OPEN", "该地区尚未开通留言");
    }
    checkCategory(Json.text(message, "category"), campaign);
    checkText(message, campaign == null ? LONGEST_WITHOUT_CAMPAIGN : campaign.maxLength());
    for (JsonNode id : message.path("attachments")) {
      if (!attachments.has(id.asText())) {
        throw new Refusal(422, "ATTACHMENT_UNKNOWN", "附件不存在或已过期");
      }
    }
  }

  private @Nullable Campaign campaign(@Nullable String code, String pointer) {
    if (code == null) {
      return null;
    }
    return campaigns.stream()
        .filter(each -> each.code().equals(code))
        .findFirst()
        .orElseThrow(
            () ->
                Refusal.badRequest(
                    pointer + "/campaign",
                    "UNKNOWN_VALUE",
                    new Words("没有这次征集", "there is no such campaign")));
  }

  private void checkCategory(@Nullable String category, @Nullable Campaign campaign) {
    if (category != null
        && (!categories.has(category) || (campaign != null && !campaign.takes(category)))) {
      throw new Refusal(422, "CATEGORY_UNKNOWN", "没有这一类别，或征集不收这一类别");
    }
  }

  private static void checkText(ObjectNode message, int maxLength) {
    String title = Json.required(message, "title");
    String body = Json.required(message, "body");
    if (body.codePointCount(0, body.length()) > maxLength) {
      throw new Refusal(422, "TOO_LONG", "正文最多" + maxLength + "字");
    }
    if ((title + "\n" + body).contains(MessageControls.REFUSED_WORD)) {
      throw new Refusal(422, "CONTENT_REFUSED", "内容不符合要求");
    }
  }
}
