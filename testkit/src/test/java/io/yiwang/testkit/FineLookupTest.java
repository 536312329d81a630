package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FineLookupTest {
  private static final String XIHU = "330106";

  private final HandlerTester tester = new HandlerTester();
  private final Seed seed = tester.handlers.seed();
  private final Seed.Fine inTime = seed.payableFines(XIHU).get(0);
  private final Seed.Fine late = seed.payableFines(XIHU).get(1);
  private final Seed.Fine capped = seed.payableFines(XIHU).get(2);

  private HandlerTester.Call lookup(String number, String kind, String value) {
    ObjectNode body = Json.object().put("decisionNumber", number);
    body.putObject("proof").put("kind", kind).put("value", value);
    return tester.call("fine.lookup").body(body);
  }

  private JsonNode quote(Seed.Fine fine) {
    return lookup(fine.decisionNumber(), "PARTY_NAME", fine.party().name()).answers(200);
  }

  @Test
  void lookup_rightPlate_isPenaltyWithMaskedParty() {
    JsonNode penalty = lookup(inTime.decisionNumber(), "PLATE", inTime.plate()).answers(200);

    assertEquals(15000, penalty.get("total").intValue());
    assertEquals("PAYABLE", penalty.get("status").textValue());
    assertEquals(XIHU, penalty.get("region").textValue());
    assertTrue(penalty.at("/authority/name").textValue().contains("西湖区"));
    assertFalse(penalty.toString().contains(inTime.plate()));
    assertFalse(penalty.toString().contains(inTime.party().name()));
  }

  @Test
  void lookup_inEnglish_isDescribedInEnglish() {
    JsonNode penalty =
        lookup(inTime.decisionNumber(), "PLATE", inTime.plate()).inEnglish().answers(200);

    assertTrue(penalty.at("/violation/description").textValue().startsWith("Motor vehicle parked"));
  }

  @Test
  void lookup_proofInAnotherSpelling_isAWrongProof() {
    String number = inTime.decisionNumber();
    String id = inTime.party().idNumber();
    String plate = inTime.plate();

    lookup(number, "PARTY_ID_TAIL", id.substring(14)).answers(200);
    lookup(number, "PLATE", plate).answers(200);
    for (String spelling :
        List.of(
            plate.toLowerCase(Locale.ROOT),
            plate.substring(0, 2) + "·" + plate.substring(2),
            plate.charAt(0) + " " + plate.substring(1),
            plate + "\u200b")) {
      lookup(number, "PLATE", spelling).isRefused(404, "PENALTY_NOT_FOUND");
    }
    lookup(number, "PARTY_NAME", " " + inTime.party().name()).isRefused(404, "PENALTY_NOT_FOUND");
  }

  @Test
  void lookup_numberInAnotherSpelling_isAnUnknownNumber() {
    Seed.Fine fine =
        seed.fines().stream()
            .filter(each -> each.decisionNumber().startsWith("杭西综执罚字"))
            .findFirst()
            .orElseThrow();
    String name = fine.party().name();
    String number = fine.decisionNumber();

    lookup(number, "PARTY_NAME", name).answers(200);
    for (String spelling :
        List.of(
            number.replace('〔', '[').replace('〕', ']'),
            number.replace('〔', '（').replace('〕', '）'),
            number + " ",
            number.replace("第", "第\u200b"),
            number.replace('1', '１'))) {
      lookup(spelling, "PARTY_NAME", name).isRefused(404, "PENALTY_NOT_FOUND");
    }
    String digits = inTime.decisionNumber();
    lookup(digits.substring(0, 4) + "-" + digits.substring(4), "PLATE", inTime.plate())
        .isRefused(404, "PENALTY_NOT_FOUND");
  }

  @Test
  void lookup_wrongProofAndUnknownNumber_areTheSameAnswer() {
    Refusal wrong =
        lookup(inTime.decisionNumber(), "PLATE", "浙A00000").isRefused(404, "PENALTY_NOT_FOUND");
    Refusal unknown =
        lookup("0399717010100001", "PLATE", inTime.plate()).isRefused(404, "PENALTY_NOT_FOUND");

    assertEquals(wrong.getMessage(), unknown.getMessage());
    assertEquals(wrong.members("zh-CN"), unknown.members("zh-CN"));
    lookup(inTime.decisionNumber(), "PARTY_ID_TAIL", "").isRefused(404, "PENALTY_NOT_FOUND");
  }

  @Test
  void lookup_closedRegion_isRefused() {
    Seed.Fine fine = seed.payableFines("330127").get(0);

    lookup(fine.decisionNumber(), "PARTY_NAME", fine.party().name())
        .isRefused(422, "REGION_NOT_OPEN");
  }

  @Test
  void surcharge_runsFromTheDayAfterTheLastDay() {
    assertEquals(0, quote(inTime).get("surcharge").intValue());
    assertEquals(4500, quote(late).get("surcharge").intValue());
    assertEquals(15000, quote(capped).get("surcharge").intValue());
    // It is due on 12 November in China, where the next day begins at 16:00 UTC.
    tester.clock.set(Instant.parse("2026-11-12T15:59:59Z"));
    assertEquals(0, quote(inTime).get("surcharge").intValue());
    tester.clock.set(Instant.parse("2026-11-12T16:00:00Z"));
    assertEquals(450, quote(inTime).get("surcharge").intValue());
  }

  @Test
  void surcharge_oddPrincipal_isRoundedHalfUpToTheFen() {
    Seed.Fine fine =
        seed.fines().stream()
            .filter(each -> each.decisionNumber().startsWith("杭西市监罚"))
            .findFirst()
            .orElseThrow();
    tester.clock.advance(Duration.ofDays(8));
    assertEquals(100, quote(fine).get("surcharge").intValue());
    tester.clock.advance(Duration.ofDays(32));
    assertEquals(3300, quote(fine).get("surcharge").intValue());
    tester.clock.advance(Duration.ofDays(1));
    assertEquals(3333, quote(fine).get("surcharge").intValue());
  }

  @Test
  void search_ownFines_arePagedNewestFirstFromAllDistricts() {
    Citizen citizen = inTime.party();
    Set<String> numbers = new HashSet<>();
    Set<String> regions = new HashSet<>();
    String cursor = null;
    String newest = "9999";
    do {
      ObjectNode body = Json.object().put("limit", 15).put("status", "PAYABLE");
      if (cursor != null) {
        body.put("cursor", cursor);
      }
      JsonNode page = tester.call("fine.search").body(body).as(citizen).answers(200);
      for (JsonNode penalty : page.get("items")) {
        String decidedOn = penalty.get("decidedOn").textValue();
        assertTrue(decidedOn.compareTo(newest) <= 0);
        newest = decidedOn;
        assertTrue(numbers.add(penalty.get("decisionNumber").textValue()));
        regions.add(penalty.get("region").textValue());
      }
      cursor = page.has("next") ? page.get("next").textValue() : null;
    } while (cursor != null);

    assertTrue(numbers.size() > 30);
    assertTrue(regions.size() > 5);
  }

  @Test
  void search_region_isByPrefix() {
    for (String region : List.of("3301", "330100", "330106", "33")) {
      JsonNode page =
          tester
              .call("fine.search")
              .body("{'region': '" + region + "'}")
              .as(inTime.party())
              .answers(200);
      assertTrue(page.get("items").size() > 0, region);
    }
    assertEquals(
        0,
        tester
            .call("fine.search")
            .body("{'region': '3302'}")
            .as(inTime.party())
            .answers(200)
            .get("items")
            .size());
  }

  @Test
  void search_withoutCitizen_isRefused() {
    tester.call("fine.search").body("{}").isRefused(401, "TOKEN_INVALID");
  }

  @Test
  void search_cursorOfOtherFilters_isRefused() {
    String cursor =
        tester
            .call("fine.search")
            .body("{'limit': 1}")
            .as(inTime.party())
            .answers(200)
            .get("next")
            .textValue();

    tester
        .call("fine.search")
        .body("{'status': 'PAID', 'cursor': '" + cursor + "'}")
        .as(inTime.party())
        .isRefused(400, "BAD_REQUEST");
  }
}
