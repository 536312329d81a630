package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.RejectedException;
import io.yiwang.value.AccessToken;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.opentest4j.AssertionFailedError;

@ExtendWith(GovSandboxExtension.class)
class RecordedRequestsTest {
  private static Seed.Fine fine(GovSandbox sandbox) {
    return sandbox.seed().payableFines("330106").get(0);
  }

  private static String failure(Executable assertion) {
    return String.valueOf(assertThrows(AssertionFailedError.class, assertion).getMessage());
  }

  @Test
  void requests_wholePayment_areRecorded(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = fine(sandbox);
    Calls.Penalty penalty = gov.call(Calls.lookup(fine));
    Calls.Payment held = gov.call(Calls.hold("order-1", fine, penalty.total()));
    gov.call(Calls.payment(held.paymentId()));

    sandbox
        .requests()
        .assertOperations("fine.lookup", "fine.hold", "fine.payment")
        .assertAllVerified();
    sandbox
        .requests()
        .of("fine.hold")
        .only()
        .assertVerified()
        .assertMember("/orderNo", "order-1")
        .assertMember("/lines/0/amount", penalty.total())
        .assertNoMember("/payerName")
        .assertAnswered(201);
    sandbox
        .requests()
        .of("fine.lookup")
        .only()
        .assertSealed("/proof/value", fine.plate())
        .assertHeader("content-type", "application/json")
        .assertAnswered(200);
    assertEquals(1, sandbox.requests().first().number());
    assertEquals(
        held.paymentId(),
        sandbox.requests().of("fine.hold").last().answerMember("/paymentId").orElse(""));
  }

  @Test
  void assertions_wrong_failWithAMessage(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = fine(sandbox);
    gov.call(Calls.lookup(fine));
    RecordedRequests all = sandbox.requests();
    RecordedRequest lookup = all.only();

    assertEquals(
        "there are 0 requests of fine.hold, not 1: []", failure(() -> all.of("fine.hold").only()));
    assertEquals(
        "there are 1 requests, not 0: [request 1 (fine.lookup)]", failure(all::assertNone));
    assertEquals("there are no requests of fine.hold", failure(all.of("fine.hold")::last));
    assertEquals(
        "there are no requests of fine.hold", failure(all.of("fine.hold")::assertAllVerified));
    assertEquals(
        "the requests are [fine.lookup], not [fine.hold]",
        failure(() -> all.assertOperations("fine.hold")));
    assertEquals(
        "the requests do not all have an Idempotency-Key", failure(all::assertOneIdempotencyKey));
    assertEquals(
        "request 1 (fine.lookup) was answered 200, not 404",
        failure(() -> lookup.assertAnswered(404)));
    assertEquals(
        "request 1 (fine.lookup) was not rejected, not with PENALTY_NOT_FOUND",
        failure(() -> lookup.assertRejected("PENALTY_NOT_FOUND")));
    assertEquals(
        "request 1 (fine.lookup) has /proof/kind = PLATE, not PARTY_NAME",
        failure(() -> lookup.assertMember("/proof/kind", "PARTY_NAME")));
    assertEquals(
        "request 1 (fine.lookup) has no /nothing",
        failure(() -> lookup.assertMember("/nothing", "x")));
    assertEquals(
        "request 1 (fine.lookup) has /proof/value sealed; use assertSealed",
        failure(() -> lookup.assertMember("/proof/value", "x")));
    assertEquals(
        "request 1 (fine.lookup) has /proof", failure(() -> lookup.assertNoMember("/proof")));
    assertEquals(
        "request 1 (fine.lookup) has /proof/kind unsealed, or it does not open",
        failure(() -> lookup.assertSealed("/proof/kind", "PLATE")));
    assertEquals(
        "request 1 (fine.lookup) has no /payerName",
        failure(() -> lookup.assertSealed("/payerName", "x")));
    assertEquals(
        "request 1 (fine.lookup) has no header x-none",
        failure(() -> lookup.assertHeader("x-none", "x")));
    assertEquals(
        "request 1 (fine.lookup) has the signature code VERIFIED, not KEY_REVOKED",
        failure(() -> lookup.assertSignatureRefused("KEY_REVOKED")));
    assertEquals(
        "request 1 (fine.lookup) met no fault", failure(() -> lookup.assertFault("answerLost")));
    assertThrows(IllegalArgumentException.class, () -> all.of("fine.hodl"));
  }

  @Test
  void assertVerified_brokenSignature_saysWhatDiffers(GovSandbox sandbox) throws Exception {
    new RawClient(sandbox, "GET", "regions").signs("@path", "/regions").send();

    String failed = failure(() -> sandbox.requests().only().assertVerified());

    assertTrue(
        failed.startsWith(
            "request 1 (catalog.regions) does not verify: SIGNATURE_INVALID, the line \"@path\" of"
                + " the signature base differs: `/regions` was signed, but it must be"
                + " `/igs/v1/regions`."),
        failed);
    sandbox
        .requests()
        .only()
        .assertSignatureRefused("SIGNATURE_INVALID")
        .assertRejected("SIGNATURE_INVALID")
        .assertAnswered(401);
    assertTrue(sandbox.requests().only().traceId().isPresent());
  }

  @Test
  void texts_personalData_isLeftOut(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = fine(sandbox);
    gov.call(Calls.lookup(fine));
    AccessToken token = sandbox.accessToken(sandbox.seed().citizens().get(0));
    gov.call(Calls.search("PAYABLE").bearer(token));

    RecordedRequest lookup = sandbox.requests().of("fine.lookup").only();
    String failed = failure(() -> lookup.assertSealed("/proof/value", "another plate"));
    RecordedSignature signed = sandbox.requests().of("fine.search").only().signature();
    String texts = failed + sandbox.requests() + lookup + signed + signed.lines() + signed.reason();

    assertTrue(failed.contains("/proof/value"), failed);
    assertFalse(texts.contains(fine.plate()), texts);
    assertFalse(texts.contains(fine.decisionNumber()), texts);
    assertFalse(texts.contains("Bearer"), texts);
    assertTrue(signed.baseString().contains("\"authorization\": Bearer "));
  }

  @Test
  void of_attemptsOfOneCommand_haveOneKey(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = fine(sandbox);
    long total = gov.call(Calls.lookup(fine)).total();
    sandbox.faults().next("fine.hold").answerLost();

    gov.call(Calls.hold("order-2", fine, total));

    RecordedRequests holds =
        sandbox.requests().of("fine.hold").assertCount(2).assertOneIdempotencyKey();
    assertEquals(Optional.empty(), holds.first().status());
    holds.first().assertVerified();
    holds.last().assertAnswered(201);
    assertEquals("true", holds.last().answerHeader("Idempotency-Replayed").orElse(""));
    gov.call(Calls.hold("order-3", sandbox.seed().payableFines("330105").get(3), 150_00));
    assertEquals(
        "the requests of fine.hold bear 2 keys, not 1",
        failure(() -> sandbox.requests().of("fine.hold").assertOneIdempotencyKey()));
  }

  @Test
  void matching_condition_filters(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = fine(sandbox);
    assertThrows(
        RejectedException.class, () -> gov.call(Calls.lookup(fine.decisionNumber(), "浙A00000")));
    gov.call(Calls.lookup(fine));

    RecordedRequests refused =
        sandbox.requests().matching(each -> each.problemCode().isPresent()).assertCount(1);

    refused.only().assertRejected("PENALTY_NOT_FOUND").assertVerified();
    assertEquals(
        "there are 1 requests that match, not 3: [request 1 (fine.lookup)]",
        failure(() -> refused.assertCount(3)));
  }

  @Test
  void opened_withdrawnSealingKey_opens(GovSandbox sandbox, GovClient gov) {
    gov.call(Calls.lookup(fine(sandbox)));
    sandbox.rotateSealKey();
    sandbox.withdrawOldSealKeys();

    sandbox.requests().only().assertSealed("/proof/value", fine(sandbox).plate());
  }

  @Test
  void classes_withoutOpentest4j_load() throws Exception {
    ClassLoader standAlone =
        new ClassLoader(RecordedRequest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("org.opentest4j.")) {
              throw new ClassNotFoundException(name);
            }
            return name.startsWith("io.yiwang.testkit.")
                ? define(name)
                : super.loadClass(name, resolve);
          }

          private Class<?> define(String name) throws ClassNotFoundException {
            Class<?> made = findLoadedClass(name);
            String file = name.replace('.', '/') + ".class";
            try (var in = RecordedRequest.class.getClassLoader().getResourceAsStream(file)) {
              byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
              return made == null ? defineClass(name, bytes, 0, bytes.length) : made;
            } catch (IOException e) {
              throw new ClassNotFoundException(name, e);
            }
          }
        };

    for (Class<?> type :
        List.of(ExchangeRecorder.class, RecordedRequest.class, RecordedRequests.class)) {
      assertSame(standAlone, Class.forName(type.getName(), true, standAlone).getClassLoader());
    }
  }

  @Test
  void body_changedByTheCaller_isACopy(GovSandbox sandbox, GovClient gov) {
    gov.call(Calls.lookup(fine(sandbox)));
    RecordedRequest lookup = sandbox.requests().only();
    byte[] before = lookup.body();

    lookup.body()[0] = 0;
    lookup.answerBody()[0] = 0;

    assertArrayEquals(before, lookup.body());
    assertTrue(new String(lookup.answerBody(), UTF_8).startsWith("{"));
  }
}
