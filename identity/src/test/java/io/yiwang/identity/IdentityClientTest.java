package io.yiwang.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.value.CitizenId;
import io.yiwang.value.CreditCode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
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
}
