package io.yiwang.identity;

import static io.yiwang.identity.SmSandbox.TEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.value.CitizenId;
import io.yiwang.value.Confidential;
import io.yiwang.value.CreditCode;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests identity checks that are sealed and signed with SM2, through the whole pipe. */
class IdentitySandboxTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = SmSandbox.extension();

  private GovSandbox sandbox;
  private GovClient gov;
  private IdentityClient client;

  @BeforeEach
  void open(GovSandbox given) throws GeneralSecurityException {
    sandbox = given;
    gov = SmSandbox.client(sandbox).build();
    client = new IdentityClient(gov);
  }

  @AfterEach
  void close() {
    gov.close();
  }

  private static IdentityCheck check(Citizen citizen) {
    IdType type = IdType.valueOf(citizen.idType());
    return switch (type) {
      case PASSPORT -> IdentityCheck.passport(citizen.name(), citizen.idNumber());
      case UNIFIED_SOCIAL_CREDIT ->
          IdentityCheck.organisation(citizen.name(), CreditCode.of(citizen.idNumber()));
      case RESIDENT_ID, FOREIGN_PERMANENT_RESIDENT, HK_MACAU_TAIWAN_RESIDENCE ->
          IdentityCheck.of(citizen.name(), new CitizenId(citizen.idNumber()));
    };
  }

  @Test
  void check_everyKindOfDocument_matches() {
    Set<IdType> seen = EnumSet.noneOf(IdType.class);

    for (Citizen citizen : sandbox.seed().citizens()) {
      IdentityCheck check = check(citizen);
      assertEquals(citizen.idType(), check.idType().name());
      assertTrue(client.check(check).matches(), citizen.sub());
      seen.add(check.idType());
    }

    assertEquals(EnumSet.allOf(IdType.class), seen);
  }

  @Test
  void check_match_saysWhen() {
    CheckedIdentity checked = client.check(check(sandbox.seed().citizen("li-xiaoming")));

    assertEquals(CheckResult.MATCH, checked.result());
    assertEquals(TEN, checked.checkedAt());
  }

  @Test
  void check_otherName_isMismatch() {
    Citizen li = sandbox.seed().citizen("li-xiaoming");

    CheckedIdentity checked = client.check(IdentityCheck.of("王某", new CitizenId(li.idNumber())));

    assertEquals(CheckResult.MISMATCH, checked.result());
    assertFalse(checked.matches());
  }

  @Test
  void check_numberNotInTheRegister_isNotFound() {
    CheckedIdentity checked =
        client.check(IdentityCheck.of("李晓明", new CitizenId("440524188001010014")));

    assertEquals(CheckResult.NOT_FOUND, checked.result());
    assertFalse(checked.matches());
  }

  @Test
  void check_numberUnderAnotherType_isNotFound() {
    Citizen li = sandbox.seed().citizen("li-xiaoming");
    var check =
        new IdentityCheck(
            Confidential.of(li.name()), IdType.PASSPORT, Confidential.of(li.idNumber()));

    assertEquals(CheckResult.NOT_FOUND, client.check(check).result());
  }
}
