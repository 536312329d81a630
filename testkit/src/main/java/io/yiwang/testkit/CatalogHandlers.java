package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests for services, their guides, snapshot and changes, themes and regions (section
 * 3).
 */
final class CatalogHandlers implements OperationHandler {
  private static final int DEFAULT_LIMIT = 100;

  /** The catalog with its search and its writer. */
  private record Tools(Catalog catalog, CatalogSearch search, ServiceWriter writer) {}

  private final VirtualScheduler scheduler;
  private final CatalogControls controls;
  private final long seed;
  private @Nullable Tools tools;

  CatalogHandlers(VirtualScheduler scheduler, CatalogControls controls, long seed) {
    this.scheduler = scheduler;
    this.controls = controls;
    this.seed = seed;
  }

  private Tools tools() {
    Tools current = tools;
    if (current == null) {
      Catalog catalog = controls.catalog();
      current = new Tools(catalog, new CatalogSearch(catalog), new ServiceWriter(catalog));
      tools = current;
    }
    return current;
  }

  @Override
  public void register(Routes routes) {
    routes.on("catalog.search", scheduler.inTurn(this::search));
    routes.on("catalog.guide", scheduler.inTurn(this::guide));
    routes.on("catalog.changes", scheduler.inTurn(this::changes));
    routes.on("catalog.snapshot", scheduler.inTurn(this::snapshot));
    routes.on("catalog.collections", scheduler.inTurn(this::collections));
    routes.on("catalog.themes", this::themes);
    routes.on("catalog.regions", this::regions);
  }

  private Answer search(Exchange exchange) {
    CatalogSearch.Query query =
        new CatalogSearch.Query(
            exchange.queryParameter("text"),
            exchange.queryParameter("region"),
            exchange.queryParameter("type"),
            exchange.queryParameter("audience"),
            exchange.queryParameter("theme"),
            exchange.queryParameter("department"),
            exchange.queryParameter("collection"),
            exchange.queryParameter("online"),
            exchange.flag("payable"));
    Paging paging =
        Paging.of("services " + query, exchange.queryParameter("cursor"), exchange.limit());
    List<Integer> found = Arrays.stream(tools().search().find(query)).boxed().toList();
    boolean english = exchange.isEnglish();
    return Answer.json(
        200, paging.cut(found, service -> tools().writer().summary(service, english)));
  }

  private Answer guide(Exchange exchange) {
    String code = exchange.pathParameter("code");
    Catalog catalog = tools().catalog();
    int service = catalog.find(code);
    if (!Catalog.isNone(service)) {
      return Answer.json(200, tools().writer().guide(service, exchange.isEnglish()));
    }
    if (!catalog.wasWithdrawn(code)) {
      throw new Refusal(404, "SERVICE_UNKNOWN", "没有这一事项");
    }
    Refusal refusal = new Refusal(410, "SERVICE_WITHDRAWN", "事项已取消");
    String replacedBy = catalog.replacement(code);
    throw replacedBy == null ? refusal : refusal.with("replacedBy", replacedBy);
  }

  /** Returns the cursor of a version; it names the seed too, since another has another catalog. */
  private String cursor(int version) {
    return cursorPrefix() + version;
  }

  private String cursorPrefix() {
    return "c." + Long.toHexString(seed) + ".";
  }

  private int version(@Nullable String cursor) {
    String prefix = cursorPrefix();
    String digits =
        cursor != null && cursor.startsWith(prefix) ? cursor.substring(prefix.length()) : "";
    if (digits.matches("\\d{1,9}")) {
      int version = Integer.parseInt(digits);
      if (version >= controls.forgotten() && version <= tools().catalog().version()) {
        return version;
      }
    }
    throw new Refusal(410, "CURSOR_EXPIRED", "游标已失效，请重新下载全量");
  }

  private Answer changes(Exchange exchange) {
    int since = version(exchange.queryParameter("since"));
    Integer limit = exchange.limit();
    Catalog catalog = tools().catalog();
    List<Catalog.Change> changes = catalog.changes(since, limit == null ? DEFAULT_LIMIT : limit);
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("items");
    for (Catalog.Change change : changes) {
      ObjectNode item = items.addObject();
      // A service that was updated and then withdrawn is reported as withdrawn.
      if (change.withdrawn() || catalog.isWithdrawn(change.service())) {
        item.put("op", "WITHDRAW").put("code", catalog.code(change.service()));
      } else {
        item.put("op", "UPSERT")
            .set("service", tools().writer().summary(change.service(), exchange.isEnglish()));
      }
    }
    int next = since + changes.size();
    answer.put("next", cursor(next)).put("more", next < catalog.version());
    return Answer.json(200, answer);
  }

  private Answer snapshot(Exchange exchange) {
    Catalog catalog = tools().catalog();
    boolean english = exchange.isEnglish();
    String cursor = cursor(catalog.version());
    String tag = '"' + cursor + (english ? ".en" : ".zh") + '"';
    Map<String, String> headers = Map.of("ETag", tag, "Igs-Cursor", cursor);
    if (tag.equals(exchange.headers().get("if-none-match"))) {
      return new Answer(304, null, new byte[0], headers);
    }
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    catalog
        .all()
        .forEach(
            service -> {
              lines.writeBytes(Json.bytes(tools().writer().summary(service, english)));
              lines.write('\n');
            });
    return new Answer(200, "application/x-ndjson", lines.toByteArray(), headers);
  }

  private Answer collections(Exchange exchange) {
    Catalog catalog = tools().catalog();
    boolean english = exchange.isEnglish();
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("items");
    for (Table.Row row : Table.read("collections.tsv")) {
      String code = row.text("code");
      long services =
          catalog.all().filter(each -> catalog.item(each).collections.contains(code)).count();
      items
          .addObject()
          .put("code", code)
          .put("name", row.text("name", english))
          .put("description", row.text("description", english))
          .put("services", services);
    }
    return Answer.json(200, answer);
  }

  private Answer themes(Exchange exchange) {
    String audience = exchange.queryParameter("audience");
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("items");
    for (Table.Row row : Table.read("themes.tsv")) {
      List<String> audiences = row.list("audiences");
      if (audience == null || audiences.contains(audience)) {
        items
            .addObject()
            .put("code", row.text("code"))
            .put("name", row.text("name", exchange.isEnglish()))
            .set("audiences", Json.MAPPER.valueToTree(audiences));
      }
    }
    return Answer.json(200, answer);
  }

  private Answer regions(Exchange exchange) {
    ObjectNode answer = Json.object();
    ArrayNode items = answer.putArray("items");
    for (String code : Regions.codes()) {
      ObjectNode item = items.addObject().put("code", code).put("name", Regions.name(code));
      String parent = Regions.parent(code);
      if (parent != null) {
        item.put("parent", parent);
      }
      item.set("openFor", Json.MAPPER.valueToTree(OpenRegions.services(code)));
    }
    return Answer.json(200, answer);
  }
}
