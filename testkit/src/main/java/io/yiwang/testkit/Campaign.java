package io.yiwang.testkit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.Period;
import java.util.List;

/** A campaign in which messages are collected for some time. */
record Campaign(
    String code,
    String name,
    String nameEn,
    Instant opensAt,
    Instant closesAt,
    int maxLength,
    List<String> categories,
    List<String> audiences) {

  static List<Campaign> seeded(Instant start) {
    return Table.read("campaigns.tsv").stream().map(row -> of(row, start)).toList();
  }

  private static Campaign of(Table.Row row, Instant start) {
    return new Campaign(
        row.text("code"),
        row.text("name"),
        row.text("nameEn"),
        time(row.text("opensAt"), start),
        time(row.text("closesAt"), start),
        row.number("maxLength"),
        row.list("categories"),
        row.list("audiences"));
  }

  private static Instant time(String text, Instant start) {
    return text.contains("P")
        ? ChinaTime.startOf(ChinaTime.day(start).plus(Period.parse(text)))
        : OffsetDateTime.parse(text).toInstant();
  }

  boolean isOpen(Instant now) {
    return !now.isBefore(opensAt) && now.isBefore(closesAt);
  }

  boolean takes(String category) {
    return categories.isEmpty() || categories.stream().anyMatch(category::startsWith);
  }

  ObjectNode json(boolean english) {
    ObjectNode json = Json.object().put("code", code).put("name", english ? nameEn : name);
    json.put("opensAt", ChinaTime.text(opensAt)).put("closesAt", ChinaTime.text(closesAt));
    json.put("maxLength", maxLength);
    if (!categories.isEmpty()) {
      json.set("categories", Json.MAPPER.valueToTree(categories));
    }
    json.set("audiences", Json.MAPPER.valueToTree(audiences));
    return json;
  }
}
