package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.GovClient;
import io.yiwang.identity.sm.Sm3Digest;
import io.yiwang.signing.ContentDigest;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.value.CitizenId;
import io.yiwang.value.IdempotencyKey;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests that a gateway reads every request of these clients, and they every answer. */
@ExtendWith(GovSandboxExtension.class)
class IdentityThroughThePipeTest {
  private static final String STATEMENT = "本人同意签署租约。";
  private static final List<DocumentToSign> DOCUMENTS =
      List.of(
          DocumentToSign.of("租约.txt", "text/plain", "租约".getBytes(UTF_8), Sm3Digest.INSTANCE),
          DocumentToSign.of("附件.txt", "text/plain", "附件".getBytes(UTF_8), ContentDigest.SHA_256));

  private GovSandbox sandbox;
  private Citizen citizen;
  private IdentityClient identity;
  private SigningClient signings;

  @BeforeEach
  void start(GovSandbox sandbox, GovClient gov) {
    this.sandbox = sandbox;
    citizen = sandbox.seed().citizen("li-xiaoming");
    identity = new IdentityClient(gov);
    signings = new SigningClient(gov);
  }

  @Test
  void check_eachResult_isRead() {
    CitizenId number = new CitizenId(citizen.idNumber());

    assertEquals(
        CheckResult.MATCH, identity.check(IdentityCheck.of(citizen.name(), number)).result());
    assertEquals(CheckResult.MISMATCH, identity.check(IdentityCheck.of("王无名", number)).result());
    assertEquals(
        CheckResult.NOT_FOUND,
        identity.check(IdentityCheck.of("王无名", new CitizenId("11010519491231002X"))).result());
  }

  @Test
  void sign_withTheCitizensToken_returnsASignatureForEachDocument() {
    Signing started =
        signings.start(
            new SigningRequest(STATEMENT, DOCUMENTS, null, 300),
            sandbox.accessToken(citizen),
            IdempotencyKey.random());
    assertEquals(SigningState.WAITING, started.status());
    assertEquals(STATEMENT, sandbox.signingControls().statement(started.signingId()));
    sandbox.signingControls().citizenSigns(started.signingId());

    Signing signed = signings.await(started.signingId(), Duration.ofMinutes(1));

    assertEquals(SigningState.SIGNED, signed.status());
    assertEquals(
        List.of("租约.txt", "附件.txt"),
        signed.signatures().stream().map(Signing.DocumentSignature::name).toList());
    assertTrue(signed.signatures().stream().allMatch(each -> each.cmsBytes().length > 0));
  }

  @Test
  void sign_namedSignatoryRefuses_isRefused() {
    Signing started = startNamed();
    sandbox.signingControls().citizenRefuses(started.signingId());

    Signing refused = signings.await(started.signingId(), Duration.ofMinutes(1));

    assertEquals(SigningState.REFUSED, refused.status());
    assertEquals(List.of(), refused.signatures());
  }

  @Test
  void cancel_twice_staysCancelled() {
    sandbox.signingControls().citizensWait();
    String id = startNamed().signingId();
    assertEquals(SigningState.WAITING, signings.status(id).status());

    assertEquals(SigningState.CANCELLED, signings.cancel(id).status());
    assertEquals(SigningState.CANCELLED, signings.cancel(id).status());
    assertEquals(SigningState.CANCELLED, signings.status(id).status());
  }

  private Signing startNamed() {
    IdentityCheck known = IdentityCheck.of(citizen.name(), new CitizenId(citizen.idNumber()));
    var signatory = new SigningRequest.Signatory(known.idType(), known.idNumber());
    return signings.start(
        new SigningRequest(STATEMENT, DOCUMENTS, signatory, 300), IdempotencyKey.random());
  }
}
