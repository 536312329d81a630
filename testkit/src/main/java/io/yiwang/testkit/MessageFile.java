package io.yiwang.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One message with its timeline. */
final class MessageFile {
  /** The states of section 6. */
  enum Status {
    RECEIVED,
    CLASSIFIED,
    FORWARDED,
    REPLIED,
    CLOSED,
    RETURNED
  }

  /** A department that handles a message. */
  record Department(String code, String name) {
    ObjectNode json() {
      return Json.object().put("code", code).put("name", name);
    }
  }

  private record Event(
      Status status, Instant at, @Nullable Department department, @Nullable String note) {}

  private record Reply(Department department, String text, Instant at) {
    ObjectNode json() {
      ObjectNode json = Json.object().set("department", department.json());
      return json.put("text", text).put("at", ChinaTime.text(at));
    }
  }

  private record Rating(int score, @Nullable String comment, Instant at) {}

  /** The number of days after which a reply is due. */
  private static final int DAYS_TO_REPLY = 15;

  final String id;
  final String queryCode;
  final ObjectNode message;
  final Instant receivedAt;
  private final List<Event> timeline = new ArrayList<>();
  @Nullable String category;
  @Nullable Instant publishedAt;
  private @Nullable Reply reply;
  private @Nullable Rating rating;

  MessageFile(String id, String queryCode, ObjectNode message, Instant receivedAt) {
    this.id = id;
    this.queryCode = queryCode;
    this.message = message;
    this.receivedAt = receivedAt;
    timeline.add(new Event(Status.RECEIVED, receivedAt, null, null));
  }

  Status status() {
    return timeline.get(timeline.size() - 1).status();
  }

  void move(Status status, Instant at, @Nullable Department department, @Nullable String note) {
    timeline.add(new Event(status, at, department, note));
  }

  void reply(Department department, String text, Instant at) {
    reply = new Reply(department, text, at);
    move(Status.REPLIED, at, department, null);
  }

  void rate(int score, @Nullable String comment, Instant at) {
    rating = new Rating(score, comment, at);
  }

  ObjectNode receipt() {
    Instant due = ChinaTime.startOf(ChinaTime.day(receivedAt).plusDays(DAYS_TO_REPLY + 1));
    ObjectNode json = Json.object().put("messageId", id).put("queryCode", queryCode);
    json.put("receivedAt", ChinaTime.text(receivedAt));
    return json.put("dueAt", ChinaTime.text(due.minusSeconds(1)));
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("messageId", id).put("status", status().name());
    if (category != null) {
      json.put("category", category);
    }
    ArrayNode events = json.putArray("timeline");
    for (Event event : timeline) {
      ObjectNode item = events.addObject();
      item.put("status", event.status().name()).put("at", ChinaTime.text(event.at()));
      if (event.department() != null) {
        item.set("department", event.department().json());
      }
      if (event.note() != null) {
        item.put("note", event.note());
      }
    }
    if (reply != null) {
      json.set("reply", reply.json());
    }
    json.put("published", publishedAt != null);
    if (rating != null) {
      ObjectNode given = json.putObject("rating").put("score", rating.score());
      if (rating.comment() != null) {
        given.put("comment", rating.comment());
      }
      given.put("at", ChinaTime.text(rating.at()));
    }
    return json;
  }

  /** Returns the message with its timeline, its sealed members opened. */
  ObjectNode whole() {
    ObjectNode json = json().put("queryCode", queryCode);
    for (String member : List.of("title", "body", "region")) {
      json.put(member, Json.required(message, member));
    }
    String campaign = Json.text(message, "campaign");
    if (campaign != null) {
      json.put("campaign", campaign);
    }
    JsonNode author = message.get("author");
    for (String part : List.of("Name", "Phone", "Email")) {
      String value = Json.text(author, part.toLowerCase(Locale.ROOT));
      if (value != null) {
        json.put("author" + part, value);
      }
    }
    json.put("anonymous", author.get("anonymous").booleanValue());
    ArrayNode attachments = json.putArray("attachments");
    message.path("attachments").forEach(attachments::add);
    return json.put("mayPublish", message.path("mayPublish").booleanValue());
  }

  /** Returns the message as it is published, without the name of an anonymous author. */
  ObjectNode published(Instant at) {
    ObjectNode json = Json.object().put("messageId", id);
    for (String member : List.of("title", "body", "region", "language")) {
      json.put(member, Json.required(message, member));
    }
    if (category != null) {
      json.put("category", category);
    }
    String name = Json.text(message.get("author"), "name");
    if (name != null && !name.isBlank() && !message.get("author").get("anonymous").booleanValue()) {
      json.put("author", Mask.name(name));
    }
    json.put("publishedAt", ChinaTime.text(at));
    if (reply != null) {
      json.set("reply", reply.json());
    }
    return json;
  }
}
