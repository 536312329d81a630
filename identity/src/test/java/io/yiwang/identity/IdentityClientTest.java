package io.yiwang.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.value.CitizenId;
import io.yiwang.value.CreditCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class IdentityClientTest {
  private final List<GovRequest<?>> asked = new ArrayList<>();

  @Test
  void check_isAQueryWhoseBodyIsConfidential() {
    Gateway gateway =
        new Gateway() {
          @Override
          @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
          public <T> T call(GovRequest<T> request) {
            asked.add(request);
            return (T)
                new CheckedIdentity(
                    CheckResult.MATCH, OffsetDateTime.parse("2026-11-23T12:00:00+08:00"));
          }
        };
    var check = IdentityCheck.of("张三", new CitizenId("11010519491231002X"));

    assertTrue(new IdentityClient(gateway).check(check).matches());

    GovRequest<?> request = asked.get(0);
    assertEquals("identity/checks", request.path());
    assertEquals(GovRequest.Kind.QUERY, request.kind());
    assertEquals(IdType.RESIDENT_ID, check.idType());
    assertFalse(check.toString().contains("1101"));
    assertFalse(check.toString().contains("张三"));
  }

  @Test
  void check_ofOtherDocuments_saysTheirKind() {
    assertEquals(
        IdType.HK_MACAU_TAIWAN_RESIDENCE,
        IdentityCheck.of("陈大文", new CitizenId("810000199408230021")).idType());
    assertEquals(
        IdType.FOREIGN_PERMANENT_RESIDENT,
        IdentityCheck.of("Ann Lee", new CitizenId("911156198506010011")).idType());
    assertEquals(
        IdType.UNIFIED_SOCIAL_CREDIT,
        IdentityCheck.organisation("公司", CreditCode.of("91350100M000100Y43")).idType());
    assertEquals(IdType.PASSPORT, IdentityCheck.passport("Ann Lee", "E12345678").idType());
  }

  /** Answers what is put in, and counts. */
  private static final class Register implements Gateway {
    private CheckResult result = CheckResult.MISMATCH;
    private int calls;

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T call(GovRequest<T> request) {
      calls++;
      return (T) new CheckedIdentity(result, OffsetDateTime.parse("2026-11-23T12:00:00+08:00"));
    }
  }

  private static IdentityCheck check(String name, String passport) {
    return IdentityCheck.passport(name, passport);
  }

  @Test
  void check_manyNamesOfOneNumber_isStoppedBeforeItIsSent() {
    Register register = new Register();
    IdentityClient client = new IdentityClient(register, 3, Duration.ofHours(1), Clock.systemUTC());
    for (int i = 0; i < 3; i++) {
      client.check(check("name " + i, "E12345678"));
    }

    var e = assertThrows(NotSentException.class, () -> client.check(check("name 4", "E12345678")));

    assertEquals(NotSentException.Reason.LIMITED, e.reason());
    assertEquals(3, register.calls);
    assertFalse(e.getMessage().contains("E1234"));
    assertEquals(CheckResult.MISMATCH, client.check(check("name 4", "E87654321")).result());
  }

  @Test
  void check_manyNumbersOfOneName_isStoppedUntilTheTimeHasPassed() {
    Register register = new Register();
    AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return now.get();
          }
        };
    IdentityClient client = new IdentityClient(register, 2, Duration.ofHours(1), clock);
    client.check(check("Li", "E1"));
    client.check(check("Li", "E2"));

    assertThrows(NotSentException.class, () -> client.check(check("Li", "E3")));
    now.set(Instant.EPOCH.plusSeconds(3600));
    assertEquals(CheckResult.MISMATCH, client.check(check("Li", "E3")).result());
  }

  @Test
  void check_thatMatches_isNoGuess() {
    Register register = new Register();
    register.result = CheckResult.MATCH;
    IdentityClient client = new IdentityClient(register, 1, Duration.ofHours(1), Clock.systemUTC());

    for (int i = 0; i < 10; i++) {
      assertTrue(client.check(check("Li", "E1")).matches());
    }
  }
}
