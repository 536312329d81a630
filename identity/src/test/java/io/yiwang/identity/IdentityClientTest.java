package io.yiwang.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GatewayErrors;
import io.yiwang.GovException.Call;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.value.CitizenId;
import io.yiwang.value.Confidential;
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
  private final List<GovRequest<?>> requests = new ArrayList<>();

  @Test
  void check_isAQueryWhoseBodyIsConfidential() {
    Gateway gateway =
        new Gateway() {
          @Override
          @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
          public <T> T call(GovRequest<T> request) {
            requests.add(request);
            return (T)
                new CheckedIdentity(
                    CheckResult.MATCH, OffsetDateTime.parse("2026-11-23T12:00:00+08:00"));
          }
        };
    var check = IdentityCheck.of("张三", new CitizenId("11010519491231002X"));

    assertTrue(new IdentityClient(gateway).check(check).matches());

    GovRequest<?> request = requests.get(0);
    assertEquals("identity/checks", request.path());
    assertEquals(GovRequest.Kind.QUERY, request.kind());
    assertEquals(IdType.RESIDENT_ID, check.idType());
    assertFalse(check.toString().contains("1101"));
    assertFalse(check.toString().contains("张三"));
  }

  @Test
  void check_ofOtherDocuments_hasTheirKind() {
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

  /** Answers with a given result, and counts the calls. */
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
  void check_manyNamesForOneNumber_isLimitedBeforeItIsSent() {
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
  void check_oneNumberInManySpellings_isLimited() {
    Register register = new Register();
    IdentityClient client = new IdentityClient(register, 5, Duration.ofHours(1), Clock.systemUTC());
    List<String> numbers =
        List.of(
            "e12345678",
            "Ｅ12345678",
            " E12345678",
            "E1234 5678\u3000",
            "E\u200b12345678",
            "\ufeffE12345678",
            "E１２345678",
            "\u202aE12345678\u202c",
            "E12345678\u00ad",
            "E12345678");
    int limited = 0;
    for (String number : numbers) {
      try {
        client.check(check("name " + number.length() + limited, number));
      } catch (NotSentException e) {
        limited++;
      }
    }

    assertEquals(5, register.calls);
    assertEquals(5, limited);
  }

  @Test
  void check_oneNumberUnderManyTypesOrInItsOldForm_isLimited() {
    Register register = new Register();
    IdentityClient client = new IdentityClient(register, 2, Duration.ofHours(1), Clock.systemUTC());
    Confidential today = Confidential.of("11010519491231002X");
    Confidential old = Confidential.of("110105491231002");
    client.check(new IdentityCheck(Confidential.of("Li"), IdType.RESIDENT_ID, today));
    client.check(new IdentityCheck(Confidential.of("Li"), IdType.RESIDENT_ID, old));

    assertThrows(
        NotSentException.class,
        () -> client.check(new IdentityCheck(Confidential.of("Li"), IdType.PASSPORT, today)));
  }

  @Test
  void check_namesakes_areNotLockedOut() {
    Register register = new Register();
    IdentityClient client = new IdentityClient(register, 2, Duration.ofHours(1), Clock.systemUTC());
    for (int i = 0; i < 50; i++) {
      client.check(check("张伟", "E%02d000%02d".formatted(i, i)));
    }

    register.result = CheckResult.MATCH;
    assertTrue(client.check(check("张伟", "E9876543")).matches());
  }

  @Test
  void check_guessesOfTheLastOrTheMiddlePartOfANumber_areLimited() {
    for (String pattern : List.of("33010619851123%04d", "330106%08d4025")) {
      Register register = new Register();
      IdentityClient client =
          new IdentityClient(register, 2, Duration.ofHours(1), Clock.systemUTC());
      List<String> names = List.of("买买提·艾力", "买买提・艾力", " 买买提艾力", "买买提•艾\u200b力");
      int limited = 0;
      for (int i = 0; i < 40; i++) {
        try {
          client.check(check(names.get(i % 4), pattern.formatted(i)));
        } catch (NotSentException e) {
          limited++;
        }
      }

      assertEquals(8, register.calls);
      assertEquals(32, limited);
    }
  }

  @Test
  void check_withoutAnAnswer_doesNotCount() {
    Call call = new Call("identity.check", "r1", 1);
    List<RuntimeException> failures =
        List.of(
            GatewayErrors.outcomeUnknown(
                call, OutcomeUnknownException.Reason.DEADLINE, "late", null, null, null),
            GatewayErrors.notSent(call, NotSentException.Reason.LIMITED, "busy", null));
    Gateway gateway =
        new Gateway() {
          private int calls;

          @Override
          public <T> T call(GovRequest<T> request) {
            throw failures.get(calls++ % 2);
          }
        };
    IdentityClient client = new IdentityClient(gateway, 1, Duration.ofHours(1), Clock.systemUTC());

    for (int i = 0; i < 10; i++) {
      RuntimeException failure = failures.get(i % 2);
      assertSame(failure, assertThrows(failure.getClass(), () -> client.check(check("Li", "E1"))));
    }
  }

  @Test
  void check_ofOneNumber_isAllowedAgainAfterTheWindow() {
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
    client.check(check("Li", "E1"));

    assertThrows(NotSentException.class, () -> client.check(check("Li", "E1")));
    now.set(Instant.EPOCH.plusSeconds(3600));
    assertEquals(CheckResult.MISMATCH, client.check(check("Li", "E1")).result());
  }

  @Test
  void check_thatMatches_doesNotCount() {
    Register register = new Register();
    register.result = CheckResult.MATCH;
    IdentityClient client = new IdentityClient(register, 1, Duration.ofHours(1), Clock.systemUTC());

    for (int i = 0; i < 10; i++) {
      assertTrue(client.check(check("Li", "E1")).matches());
    }
  }
}
