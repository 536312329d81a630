package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.List;

/** Checks services, the snapshot and its changes (section 3). */
final class CatalogChecks {
  static final List<Check> ALL =
      List.of(
          new Check(
              "catalog.guide",
              "3",
              "A service that the search returns has a guide under its code.",
              CatalogChecks::guide),
          new Check(
              "catalog.unknown",
              "3",
              "A service code that does not exist is SERVICE_UNKNOWN.",
              gateway ->
                  gateway
                      .get("services/" + CheckedGateway.unique("service"))
                      .send()
                      .isRefused(404, "SERVICE_UNKNOWN")),
          new Check(
              "catalog.region",
              "1",
              "A region is compared by prefix: of 4 digits it finds all below it, and no others.",
              CatalogChecks::region),
          new Check(
              "catalog.snapshot",
              "3",
              "A snapshot has one service per line, and is not sent again to a client that has it.",
              CatalogChecks::snapshot),
          new Check(
              "catalog.changes",
              "3",
              "Changes continue from a snapshot's Igs-Cursor, and always name the next cursor.",
              CatalogChecks::changes),
          new Check(
              "catalog.cursor",
              "3",
              "A cursor that the gateway does not know is CURSOR_EXPIRED.",
              gateway ->
                  gateway
                      .get("services/changes?since=" + CheckedGateway.unique("cursor"))
                      .send()
                      .isRefused(410, "CURSOR_EXPIRED")));

  private CatalogChecks() {}

  private static JsonNode any(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    JsonNode item = gateway.get("services?limit=1").send().is(200).json().at("/items/0");
    if (item.isMissingNode()) {
      throw new CheckNotRun("the catalog is empty");
    }
    return item;
  }

  private static void guide(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String code = any(gateway).path("code").asText();
    String found = gateway.get("services/" + code).send().is(200).text("code");
    if (!found.equals(code)) {
      throw new CheckFailed("the guide of that service", "another");
    }
  }

  /** Returns the city of some service; a region that ends in two zeros may be a whole province. */
  private static String city(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    for (JsonNode item : gateway.get("services?limit=100").send().is(200).json().path("items")) {
      String region = item.path("region").asText();
      if (region.length() >= 4 && !region.startsWith("00", 2)) {
        return region.substring(0, 4);
      }
    }
    throw new CheckNotRun("no service of a city is on the catalog's first page");
  }

  private static void region(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String prefix = city(gateway);
    JsonNode page =
        gateway.get("services?limit=50&region=" + prefix).send().is(200).json().path("items");
    if (page.isEmpty()) {
      throw new CheckFailed("the services of region " + prefix, "none");
    }
    for (JsonNode item : page) {
      if (!item.path("region").asText().startsWith(prefix)) {
        throw new CheckFailed("services of region " + prefix, "one of another region");
      }
    }
  }

  private static void snapshot(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    ProbeAnswer first = gateway.get("services/snapshot").send().is(200);
    if (!first.mediaType().equals("application/x-ndjson")) {
      throw new CheckFailed("200 with application/x-ndjson", "200 with another type");
    }
    for (String line : first.bodyText().split("\n", -1)) {
      if (!line.isEmpty() && Json.MAPPER.readTree(line).path("code").asText().isEmpty()) {
        throw new CheckFailed("a service on each line", "a line without one");
      }
    }
    String tag = first.header("etag");
    gateway.get("services/snapshot").header("if-none-match", tag == null ? "" : tag).send().is(304);
  }

  private static void changes(CheckedGateway gateway)
      throws IOException, InterruptedException, GeneralSecurityException {
    String cursor = gateway.get("services/snapshot").send().is(200).header("igs-cursor");
    if (cursor == null) {
      throw new CheckFailed("a snapshot with Igs-Cursor", "one without");
    }
    gateway
        .get("services/changes?since=" + URLEncoder.encode(cursor, UTF_8))
        .send()
        .is(200)
        .needed("next");
  }
}
