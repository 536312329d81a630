package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Answers requests for categories, campaigns and published messages (section 6). */
final class CampaignHandlers implements OperationHandler {
  private final VirtualScheduler scheduler;
  private final Categories categories;
  private final List<Campaign> campaigns;
  private final MessageBox box;

  CampaignHandlers(
      VirtualScheduler scheduler, Categories categories, List<Campaign> campaigns, MessageBox box) {
    this.scheduler = scheduler;
    this.categories = categories;
    this.campaigns = campaigns;
    this.box = box;
  }

  @Override
  public void register(Routes routes) {
    routes.on("message.categories", this::categories);
    routes.on("message.campaigns", this::campaigns);
    routes.on("message.campaign", this::campaign);
    routes.on("message.published", scheduler.inTurn(this::published));
  }

  private Answer categories(Exchange exchange) {
    return Answer.json(200, categories.tree(exchange.isEnglish()));
  }

  private Answer campaigns(Exchange exchange) {
    ObjectNode list = Json.object();
    campaigns.forEach(each -> list.withArray("/items").add(each.json(exchange.isEnglish())));
    return Answer.json(200, list);
  }

  private Answer campaign(Exchange exchange) {
    return Answer.json(200, known(exchange).json(exchange.isEnglish()));
  }

  private Answer published(Exchange exchange) {
    String campaign = known(exchange).code();
    Paging paging =
        Paging.of("published " + campaign, exchange.queryParameter("cursor"), exchange.limit());
    return Answer.json(
        200,
        paging.cut(box.published(campaign), file -> file.published(MessageBox.publishedAt(file))));
  }

  private Campaign known(Exchange exchange) {
    String code = exchange.pathParameter("code");
    return campaigns.stream()
        .filter(each -> each.code().equals(code))
        .findFirst()
        .orElseThrow(() -> new Refusal(404, "NOT_FOUND", "没有这次征集"));
  }
}
