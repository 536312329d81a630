package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks JSON, errors, pages, languages and limits (section 1). */
final class FormChecks {
  private static final int MOST_PAGES = 40;

  static final List<Check> ALL =
      List.of(
          new Check(
              "form.problem",
              "1",
              "A refusal is application/problem+json with type, title, status, code and traceId.",
              FormChecks::problem),
          new Check(
              "form.path",
              "1",
              "A path that does not exist is refused with NOT_FOUND.",
              gateway ->
                  gateway.get(CheckedGateway.unique("path")).send().isRefused(404, "NOT_FOUND")),
          new Check(
              "form.limit",
              "1",
              "A limit outside of 1 to 100 is refused, naming the parameter.",
              FormChecks::limit),
          new Check(
              "form.paging",
              "1",
              "Pages hold no more than limit, nothing twice, and \"next\" until the last.",
              FormChecks::paging),
          new Check(
              "form.defaultLimit",
              "1",
              "A page has 20 items at most if no limit is given.",
              FormChecks::defaultLimit),
          new Check(
              "form.language",
              "1",
              "Content-Language is zh-CN by default, and en if it is requested.",
              FormChecks::language),
          new Check(
              "form.unknownMember",
              "1",
              "A member that the OpenAPI document does not list is refused, naming it.",
              FormChecks::unknownMember),
          new Check(
              "form.missingMember",
              "1",
              "A member that is missing is refused, naming it.",
              FormChecks::missingMember),
          new Check(
              "form.doubleMember",
              "1",
              "A body with a duplicate member is refused.",
              FormChecks::doubleMember),
          new Check(
              "form.notJson",
              "1",
              "A body that is not JSON is refused.",
              gateway ->
                  gateway
                      .post("penalties/lookup", "application/json", "{\"decisionNumber\": ")
                      .send()
                      .isRefused(400, "BAD_REQUEST")),
          new Check(
              "form.contentType",
              "1",
              "A body of a type other than application/json is refused.",
              gateway ->
                  gateway
                      .post("penalties/lookup", "text/plain", gateway.lookup(0).toString())
                      .send()
                      .isBadRequest("/Content-Type")),
          new Check(
              "form.size",
              "1",
              "A JSON body of more than 1 MiB is refused with 413, signed.",
              FormChecks::size));

  /** The checks of all answers before them. */
  static final List<Check> LAST =
      List.of(
          new Check(
              "form.document",
              "1",
              "Every answer so far has the form that the OpenAPI document gives it.",
              FormChecks::document));

  private FormChecks() {}

  private static void problem(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer =
        gateway
            .get("payments/" + CheckedGateway.unique("payment"))
            .send()
            .isRefused(404, "PAYMENT_UNKNOWN");
    if (!answer.mediaType().equals("application/problem+json")) {
      throw new CheckFailed("404 as application/problem+json", "404 as another type");
    }
    for (String member : List.of("type", "title", "code", "traceId")) {
      answer.needed(member);
    }
    if (answer.json().path("status").asInt() != 404) {
      throw new CheckFailed("\"status\": 404 in the problem", "another status");
    }
  }

  private static void limit(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    for (String limit : List.of("0", "101", "-1", "x")) {
      gateway.get("services?limit=" + limit).send().isBadRequest("/limit");
    }
    gateway.get("services?limit=100").send().is(200);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private static void paging(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    Set<String> seen = new HashSet<>();
    String cursor = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      String path = "services?limit=7" + (cursor.isEmpty() ? "" : "&cursor=" + encoded(cursor));
      ProbeAnswer answer = gateway.get(path).send().is(200);
      JsonNode items = answer.json().path("items");
      if (items.size() > 7) {
        throw new CheckFailed("7 items at most", items.size() + " items");
      }
      for (JsonNode item : items) {
        if (!seen.add(item.path("code").asText())) {
          throw new CheckFailed("each service once", "one on two pages");
        }
      }
      cursor = answer.text("next");
      if (cursor.isEmpty()) {
        return;
      }
      if (items.isEmpty()) {
        throw new CheckFailed("no \"next\" on the last page", "\"next\" on a page without items");
      }
    }
  }

  private static void defaultLimit(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer answer = gateway.get("services").send().is(200);
    int items = answer.json().path("items").size();
    if (items > 20 || (items < 20 && !answer.text("next").isEmpty())) {
      throw new CheckFailed("20 items, or fewer on the last page", items + " items");
    }
  }

  private static void language(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    speaks("zh-CN", gateway.get("services?limit=1"));
    speaks("zh-CN", gateway.get("services?limit=1").header("accept-language", "zh-CN"));
    speaks("en", gateway.get("services?limit=1").header("accept-language", "en"));
  }

  private static void speaks(String language, Probe request)
      throws IOException, InterruptedException, GeneralSecurityException {
    String actual = request.send().is(200).header("content-language");
    if (!language.equals(actual)) {
      throw new CheckFailed("Content-Language: " + language, actual == null ? "none" : "another");
    }
  }

  private static void unknownMember(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = gateway.lookup(0).put("decisonNumber", "1");
    gateway.post("penalties/lookup", body).send().isBadRequest("/decisonNumber", "UNKNOWN_MEMBER");
  }

  private static void missingMember(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ObjectNode body = gateway.lookup(0);
    body.remove("decisionNumber");
    gateway.post("penalties/lookup", body).send().isBadRequest("/decisionNumber", "REQUIRED");
  }

  private static void doubleMember(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String once = gateway.lookup(0).toString();
    String twice = once.replaceFirst("^\\{", "{\"decisionNumber\":\"1\",");
    gateway
        .post("penalties/lookup", "application/json", twice)
        .send()
        .isRefused(400, "BAD_REQUEST");
  }

  private static void size(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String body = gateway.lookup(0) + " ".repeat(1 << 20);
    gateway
        .post("penalties/lookup", "application/json", body)
        .send()
        .isRefused(413, "BODY_TOO_LARGE");
  }

  private static void document(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    List<String> paths =
        new ArrayList<>(List.of("keys", "services?limit=3", "regions", "collections", "themes"));
    paths.addAll(List.of("messages/categories", "campaigns", "notices?channel=NEWS"));
    for (String path : paths) {
      gateway.get(path).send().is(200);
    }
    gateway.get("services?limit=0").send();
    if (gateway.settings().text("decisionNumbers") != null) {
      gateway.post("penalties/lookup", gateway.lookup(0)).send();
    }
    List<String> violations = gateway.violations();
    if (!violations.isEmpty()) {
      throw new CheckFailed(
          "answers as the OpenAPI document has them",
          violations.size()
              + " that are not: "
              + String.join("; ", violations.subList(0, Math.min(5, violations.size()))));
    }
  }
}
