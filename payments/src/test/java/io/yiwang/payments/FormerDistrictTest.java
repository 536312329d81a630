package io.yiwang.payments;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.Page;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.value.AccessToken;
import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the search for a citizen's fines in a district, by its present or a former code. */
class FormerDistrictTest {
  /** A gateway that compares digits and does not know former codes, as in IGS/1. */
  private static final class Plain implements Gateway {
    private final List<String> regions;
    private final List<String> asked = new ArrayList<>();

    Plain(String... regions) {
      this.regions = List.of(regions);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> T call(GovRequest<T> request) {
      String region =
          new ObjectMapper()
              .valueToTree(request.body())
              .path("region")
              .asText()
              .replaceAll("(00)+$", "");
      asked.add(region);
      return (T)
          new Page<>(
              regions.stream()
                  .filter(each -> each.startsWith(region))
                  .map(FormerDistrictTest::penalty)
                  .toList(),
              null);
    }
  }

  private static Penalty penalty(@Nullable String region) {
    Money fine = Money.fen(15_000);
    return new Penalty(
        new PenaltyDecisionNumber("0301717010100001"),
        region == null ? null : new RegionCode(region),
        null,
        null,
        null,
        null,
        null,
        fine,
        Money.ZERO,
        fine,
        null,
        OffsetDateTime.of(2026, 11, 30, 0, 0, 0, 0, ZoneOffset.UTC),
        PenaltyStatus.PAYABLE,
        null);
  }

  @ParameterizedTest
  @CsvSource({
    // Merged: the present district, and one that became part of it.
    "330105, 3301, 330103|330105",
    "330103, 3301, 330103|330105",
    // Neither merged nor made of others: searched for unchanged.
    "330106, 330106, 330106",
    "33, 33, 330103|330105|330106",
    // Split between two.
    "130103, 1301, 130102|130103|130104",
    "130102, 1301, 130102|130103",
    // A city that was divided among three, with a district that went to one of them.
    "341400, 34, 340181|341402",
    "340100, 34, 340181|341402",
    // The whole country.
    "000000, '', 330103|330105|330106|130102|130103|130104|130105|340181|341402|340202"
  })
  void search_district_findsItsPresentAndFormerCodes(String region, String asked, String found) {
    Plain gateway =
        new Plain(
            "330103", "330105", "330106", "130102", "130103", "130104", "130105", "340181",
            "341402", "340202");

    List<String> regions =
        new FineClient(gateway)
                .search(new AccessToken("t"), new PenaltySearch(null, new RegionCode(region), null))
                .stream()
                .map(each -> String.valueOf(each.region()))
                .toList();

    assertEquals(List.of(found.split("\\|")), regions);
    assertEquals(List.of(asked), gateway.asked);
  }

  @ExtendWith(GovSandboxExtension.class)
  static class AtTheSandboxTest {
    @Test
    void search_formerDistrict_isItsSuccessor(GovSandbox sandbox, GovClient gov) {
      AccessToken citizen = sandbox.accessToken(sandbox.seed().citizen("wang-jianguo"));
      FineClient fines = new FineClient(gov);

      List<Penalty> today = of(fines, citizen, "330105");

      assertFalse(today.isEmpty());
      assertEquals(
          today.stream().map(Penalty::decisionNumber).toList(),
          of(fines, citizen, "330103").stream().map(Penalty::decisionNumber).toList());
    }

    private static List<Penalty> of(FineClient fines, AccessToken citizen, String region) {
      return fines.search(citizen, new PenaltySearch(null, new RegionCode(region), null)).stream()
          .toList();
    }
  }
}
