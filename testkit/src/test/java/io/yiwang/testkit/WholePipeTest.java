package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.RejectedException;
import io.yiwang.value.Language;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholePipeTest {
  private static Seed.Fine payable(GovSandbox sandbox) {
    return sandbox.seed().payableFines("330106").get(0);
  }

  @ParameterizedTest
  @EnumSource(SandboxScheme.class)
  void call_eachScheme_looksUpHoldsAndConfirms(SandboxScheme scheme) {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(scheme).start();
        GovClient gov = sandbox.clientBuilder().build()) {
      Seed.Fine fine = payable(sandbox);

      Calls.Penalty penalty = gov.call(Calls.lookup(fine));
      Calls.Payment held = gov.call(Calls.hold(fine, penalty.total()));
      String paidAt = ChinaTime.text(sandbox.clock().instant());
      Calls.Payment settled = gov.call(Calls.confirm(held, paidAt));

      assertEquals("PAYABLE", penalty.status());
      assertEquals("HELD", held.status());
      assertEquals("SETTLED", settled.status());
      assertEquals(1, sandbox.treasury().timesPaid(fine.decisionNumber()));
      assertEquals(List.of(), sandbox.contractViolations());
    }
  }

  @Test
  void call_overTls_isAnswered() {
    try (GovSandbox sandbox = GovSandbox.builder().tls(true).start();
        GovClient gov = sandbox.clientBuilder().build()) {
      assertTrue(sandbox.endpoint().toString().startsWith("https://"));

      Calls.Configuration configuration = gov.call(Calls.configuration());

      assertEquals(sandbox.endpoint().toString(), configuration.issuer() + "/");
    }
  }

  @Test
  void call_wrongProof_isRejectedInTheLanguageAskedFor() {
    try (GovSandbox sandbox = GovSandbox.start();
        GovClient gov = sandbox.clientBuilder().language(Language.EN).build()) {
      String number = payable(sandbox).decisionNumber();

      RejectedException e =
          assertThrows(RejectedException.class, () -> gov.call(Calls.lookup(number, "浙A00000")));

      assertEquals("PENALTY_NOT_FOUND", e.code());
      assertEquals("penalty not found", e.problem().title());
    }
  }

  @Test
  void call_withToken_showsTheCitizensOwn() {
    try (GovSandbox sandbox = GovSandbox.start();
        GovClient gov = sandbox.clientBuilder().build()) {
      Citizen citizen = sandbox.seed().citizen("wang-jianguo");

      var page = gov.call(Calls.search("PAYABLE").bearer(sandbox.accessToken(citizen)));

      assertEquals(20, page.items().size());
      assertEquals(
          "TOKEN_INVALID",
          assertThrows(RejectedException.class, () -> gov.call(Calls.search("PAYABLE"))).code());
      var basic = sandbox.accessToken(citizen, "openid");
      assertEquals(
          "SCOPE_REFUSED",
          assertThrows(
                  RejectedException.class, () -> gov.call(Calls.search("PAYABLE").bearer(basic)))
              .code());
    }
  }

  @Test
  void call_keys_listsBothWhileTheyRotate() {
    try (GovSandbox sandbox = GovSandbox.start();
        GovClient gov = sandbox.clientBuilder().build()) {
      sandbox.rotateKeys();

      // It is signed with a key that the client has already (IGS/1 section 2.5).
      assertEquals(
          List.of("gw-1", "gw-2", "gw-seal-1"),
          gov.call(Calls.keys()).keys().stream().map(Calls.Key::keyid).toList());
    }
  }

  @Test
  void call_checksOfIdentity_openSealedFields() {
    try (GovSandbox sandbox = GovSandbox.start();
        GovClient gov = sandbox.clientBuilder().build()) {
      Citizen citizen = sandbox.seed().citizen("li-xiaoming");

      assertEquals("MATCH", gov.call(Calls.check(citizen)).result());
      assertEquals(List.of(), sandbox.contractViolations());
    }
  }

  @Test
  void call_services_findsSome() {
    try (GovSandbox sandbox = GovSandbox.start();
        GovClient gov = sandbox.clientBuilder().build()) {
      var page = gov.call(Calls.services("停车"));

      assertEquals(List.of(), sandbox.contractViolations());
      assertTrue(page.items().stream().anyMatch(each -> each.name().contains("停车")));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keys",
        "services",
        "services/snapshot",
        "collections",
        "themes",
        "regions",
        ".well-known/openid-configuration",
        "messages/categories",
        "campaigns",
        "notices?channel=NEWS"
      })
  void get_eachList_keepsToTheDocument(String path) throws Exception {
    try (GovSandbox sandbox = GovSandbox.builder().scheme(SandboxScheme.SM2).start()) {
      RawClient.Reply reply = new RawClient(sandbox, "GET", path).send().verified(true);

      assertEquals(200, reply.status());
      assertEquals(List.of(), sandbox.contractViolations());
    }
  }
}
