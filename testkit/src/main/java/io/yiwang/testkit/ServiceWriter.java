package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes services as JSON (section 3). */
final class ServiceWriter {
  private static final String HALL = "https://www.example.gov.cn/services/";

  private final Catalog catalog;
  private final Map<String, Table.Row> materials = Table.byKey("materials.tsv");

  ServiceWriter(Catalog catalog) {
    this.catalog = catalog;
  }

  ObjectNode summary(int service, boolean english) {
    ServiceItem item = catalog.item(service);
    String code = catalog.code(service);
    String region = catalog.region(service);
    ObjectNode json = Json.object().put("code", code).put("basicCode", item.basicCode());
    json.put("name", item.row.text("name", english)).put("region", region);
    json.putObject("department")
        .put("code", catalog.departmentCode(service))
        .put("name", item.department.name(region, english));
    json.put("type", item.row.text("type"));
    put(json, "audiences", item.audiences);
    put(json, "themes", item.themes);
    put(json, "collections", item.collections);
    put(json, "keywords", english ? item.keywordsEn : item.keywords);
    json.put("online", item.row.text("online"));
    json.put("url", HALL + code);
    json.put("payable", item.isPayable());
    json.put("language", english ? "en" : "zh-CN");
    return json.put("updatedAt", ChinaTime.text(catalog.updatedAt(service)));
  }

  private static void put(ObjectNode json, String member, List<String> texts) {
    ArrayNode array = json.putArray(member);
    texts.forEach(array::add);
  }

  ObjectNode guide(int service, boolean english) {
    ServiceItem item = catalog.item(service);
    ObjectNode json = summary(service, english);
    put(json, "legalBasis", item.row.list("laws"));
    put(json, "conditions", conditions(english));
    putMaterials(json, item, english);
    putTime(json, item, english);
    putFees(json, item, english);
    json.putArray("results")
        .addObject()
        .put("name", item.row.text("result", english))
        .put("kind", item.row.text("resultKind"));
    putPlace(json, catalog.region(service), english);
    json.put("visits", item.row.text("online").equals("WHOLE") ? 0 : 1);
    json.putArray("faq")
        .addObject()
        .put("question", english ? "Can somebody else apply for me?" : "可以委托他人办理吗？")
        .put(
            "answer",
            english
                ? "Yes, with a signed authorisation and both identity cards."
                : "可以，须提交授权委托书和双方身份证件。");
    return json.put("enquiries", "12345").put("complaints", "12345");
  }

  private static List<String> conditions(boolean english) {
    return english
        ? List.of(
            "The applicant meets the requirements of the law",
            "The materials are true, complete and in the prescribed form")
        : List.of("申请人符合法律、法规规定的条件", "申请材料真实、齐全、符合法定形式");
  }

  private void putMaterials(ObjectNode json, ServiceItem item, boolean english) {
    ArrayNode array = json.putArray("materials");
    for (String key : item.row.list("materials")) {
      Table.Row material = Objects.requireNonNull(materials.get(key), key);
      array
          .addObject()
          .put("name", material.text("name", english))
          .put("form", material.text("form"))
          .put("originals", material.number("originals"))
          .put("copies", material.number("copies"))
          .put("required", true)
          .put("source", material.text("source", english));
    }
  }

  private static void putTime(ObjectNode json, ServiceItem item, boolean english) {
    int promised = item.row.number("promised");
    int examination = Math.max(0, promised - 2);
    ArrayNode steps = json.putArray("steps");
    addStep(steps, english ? "Acceptance" : "受理", Math.min(promised, 1));
    addStep(steps, english ? "Examination" : "审查", examination);
    addStep(steps, english ? "Decision" : "决定", Math.max(0, Math.min(promised - 1, 1)));
    json.putObject("timeLimit")
        .put("statutory", item.row.number("statutory"))
        .put("promised", promised)
        .put("unit", "WORKING_DAY");
  }

  private static void addStep(ArrayNode steps, String name, int days) {
    steps.addObject().put("name", name).put("days", days);
  }

  private static void putFees(ObjectNode json, ServiceItem item, boolean english) {
    ArrayNode fees = json.putArray("fees");
    String fee = item.row.text("fee");
    if (fee.isEmpty()) {
      return;
    }
    ObjectNode entry = fees.addObject().put("name", english ? "Fee" : "费用");
    if (!fee.equals("v")) {
      entry.put("amount", Long.parseLong(fee));
    }
    entry.put("basis", item.row.list("laws").get(0));
  }

  private static void putPlace(ObjectNode json, String region, boolean english) {
    String place = Regions.fullName(region);
    ObjectNode hall = json.putArray("places").addObject();
    hall.put("name", english ? "Government service centre (" + place + ")" : place + "政务服务中心");
    hall.put("address", place + "示例路1号");
    hall.put("hours", english ? "Monday to Friday, 9:00 to 17:00" : "周一至周五 9:00-17:00");
    hall.put("phone", "12345");
  }
}
