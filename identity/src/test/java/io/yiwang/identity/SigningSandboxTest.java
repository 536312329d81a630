package io.yiwang.identity;

import static io.yiwang.identity.SmSandbox.TEN;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.Gateway;
import io.yiwang.GovClient;
import io.yiwang.GovRequest;
import io.yiwang.KeyRing;
import io.yiwang.RejectedException;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.qr.GovQr;
import io.yiwang.qr.GovQrReader;
import io.yiwang.signing.ContentDigest;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.value.Confidential;
import io.yiwang.value.IdempotencyKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests citizens who sign, refuse or let time pass, through the whole pipe. */
class SigningSandboxTest {
  @RegisterExtension static final GovSandboxExtension SANDBOX = SmSandbox.extension();

  private static final String STATEMENT = "本人承诺所提交的材料真实有效。";
  private static final DocumentToSign FORM =
      DocumentToSign.of(
          "申请表.pdf", "application/pdf", "form".getBytes(UTF_8), ContentDigest.SHA_256);
  private static final DocumentToSign PLAN =
      DocumentToSign.of("plan.png", "image/png", "plan".getBytes(UTF_8), ContentDigest.SHA_256);
  private static final SigningRequest BY_TOKEN =
      new SigningRequest(STATEMENT, List.of(FORM, PLAN), null, 600);

  private GovSandbox sandbox;
  private GovClient gov;
  private SigningClient client;
  private long nanos;

  @BeforeEach
  void open(GovSandbox given) throws GeneralSecurityException {
    sandbox = given;
    gov = SmSandbox.client(sandbox).build();
    client =
        new SigningClient(
            gov,
            Duration.ofSeconds(20),
            new SigningClient.Timer() {
              @Override
              public long nanos() {
                return nanos;
              }

              @Override
              public void pause(Duration duration) {
                nanos += duration.toNanos();
              }
            });
  }

  @AfterEach
  void close() {
    gov.close();
  }

  private Citizen li() {
    return sandbox.seed().citizen("li-xiaoming");
  }

  private Signing start(String key) {
    return client.start(BY_TOKEN, sandbox.accessToken(li()), new IdempotencyKey(key));
  }

  @Test
  void start_byToken_isWaitingWithEveryPart() {
    Signing signing = start("s1");

    assertEquals(SigningState.WAITING, signing.status());
    assertTrue(signing.verificationCode().matches("[0-9]{4}"));
    assertTrue(signing.qr().contains("/q/g/" + signing.signingId()));
    assertEquals(TEN, signing.createdAt());
    assertEquals(TEN.plusSeconds(600), signing.expiresAt());
    assertNull(signing.completedAt());
    assertEquals(List.of(), signing.signatures());
    assertEquals(STATEMENT, sandbox.signingControls().statement(signing.signingId()));
  }

  @Test
  void start_sameKeyAgain_isTheSameSigning() {
    assertEquals(start("s1"), start("s1"));
  }

  @Test
  void start_byNamedSigner_isSignedByThem() {
    var signer = new SigningRequest.Signatory(IdType.RESIDENT_ID, Confidential.of(li().idNumber()));
    var request = new SigningRequest(STATEMENT, List.of(FORM), signer, 600);

    Signing signing = client.start(request, new IdempotencyKey("s1"));
    Signing signed = client.await(signing.signingId(), Duration.ofMinutes(1));

    assertEquals(SigningState.SIGNED, signed.status());
    assertEquals(1, signed.signatures().size());
  }

  @Test
  void start_unknownSigner_waitsUntilItExpires() {
    var signer =
        new SigningRequest.Signatory(IdType.RESIDENT_ID, Confidential.of("440524188001010014"));
    var request = new SigningRequest(STATEMENT, List.of(FORM), signer, 600);

    String id = client.start(request, new IdempotencyKey("s1")).signingId();

    assertEquals(SigningState.WAITING, client.await(id, Duration.ofSeconds(5)).status());
    sandbox.clock().advance(Duration.ofMinutes(10));
    assertEquals(SigningState.EXPIRED, client.status(id).status());
  }

  @Test
  void start_tokenWithoutTheScope_isRejected() {
    var token = sandbox.accessToken(li(), "openid");

    var e =
        assertThrows(
            RejectedException.class, () -> client.start(BY_TOKEN, token, new IdempotencyKey("s1")));

    assertEquals("SCOPE_REFUSED", e.code());
  }

  @Test
  void await_citizenSigns_returnsOneSignatureForEachDocument() throws CMSException {
    sandbox.signingControls().citizensWait();
    String id = start("s1").signingId();
    assertEquals(SigningState.WAITING, client.status(id).status());

    sandbox.signingControls().citizenSigns(id);
    Signing signed = client.await(id, Duration.ofMinutes(1));

    assertEquals(SigningState.SIGNED, signed.status());
    assertEquals(TEN, signed.completedAt());
    assertEquals(
        List.of("申请表.pdf", "plan.png"),
        signed.signatures().stream().map(Signing.DocumentSignature::name).toList());
    for (Signing.DocumentSignature each : signed.signatures()) {
      CMSSignedData cms = new CMSSignedData(each.cmsBytes());
      assertTrue(cms.isDetachedSignature());
      assertEquals(1, cms.getSignerInfos().size());
    }
  }

  @Test
  void await_citizenRefuses_isRefused() {
    sandbox.signingControls().citizensWait();
    String id = start("s1").signingId();

    sandbox.signingControls().citizenRefuses(id);
    Signing refused = client.await(id, Duration.ofMinutes(1));

    assertEquals(SigningState.REFUSED, refused.status());
    assertEquals(List.of(), refused.signatures());
  }

  @Test
  void await_nobodyDecides_isWaitingAndThenExpired() {
    sandbox.signingControls().citizensWait();
    String id = start("s1").signingId();

    assertEquals(SigningState.WAITING, client.await(id, Duration.ofSeconds(45)).status());
    sandbox.clock().advance(Duration.ofMinutes(10));
    assertEquals(SigningState.EXPIRED, client.await(id, Duration.ofSeconds(45)).status());
  }

  @Test
  void cancel_waiting_isCancelledAndNobodyCanSign() {
    sandbox.signingControls().citizensWait();
    String id = start("s1").signingId();

    assertEquals(SigningState.CANCELLED, client.cancel(id).status());
    sandbox.signingControls().citizenSigns(id);
    assertEquals(SigningState.CANCELLED, client.status(id).status());
  }

  @Test
  void cancel_signed_staysSigned() {
    String id = start("s1").signingId();
    sandbox.signingControls().citizenSigns(id);

    assertEquals(SigningState.SIGNED, client.cancel(id).status());
  }

  @Test
  void status_unknownSigning_isNotFound() {
    var e = assertThrows(RejectedException.class, () -> client.status("sig-0"));

    assertEquals("NOT_FOUND", e.code());
  }

  @Test
  void await_callbackFirst_returnsItsSigning() {
    sandbox.signingControls().citizensWait();
    String id = start("s1").signingId();
    SigningClient polling = new SigningClient(gov);
    CompletableFuture<Signing> callback = new CompletableFuture<>();
    sandbox.signingControls().citizenRefuses(id);
    Signing refused = client.status(id);
    callback.complete(refused);

    assertEquals(refused, polling.await(id, Duration.ofMinutes(1), callback));
  }

  /** Delays each answer until the test allows it. */
  private static final class DelayedGateway implements Gateway {
    private final Gateway gateway;
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    DelayedGateway(Gateway gateway) {
      this.gateway = gateway;
    }

    @Override
    public <T> T call(GovRequest<T> request) {
      asked.countDown();
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return gateway.call(request);
    }
  }

  @Test
  void await_callbackDuringAPoll_returnsItsSigning() throws Exception {
    sandbox.signingControls().citizensWait();
    String id = start("s1").signingId();
    CompletableFuture<Signing> reported = new CompletableFuture<>();
    CallbackReceiver receiver =
        CallbackReceiver.builder()
            .keyRing(KeyRing.pinned(sandbox.gatewayVerifier()))
            .clock(sandbox.clock())
            .handler(callback -> reported.complete(callback.read(Signing.class)))
            .build();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/callbacks", new CallbackHttpHandler(receiver));
    server.start();
    DelayedGateway delayed = new DelayedGateway(gov);
    try {
      sandbox
          .callbackControls()
          .deliverTo(
              URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/callbacks"));
      CompletableFuture<Signing> awaited =
          CompletableFuture.supplyAsync(
              () -> new SigningClient(delayed).await(id, Duration.ofMinutes(5), reported));
      delayed.asked.await();
      sandbox.signingControls().citizenSigns(id);
      sandbox.callbackControls().deliver();

      Signing signed = awaited.get(30, TimeUnit.SECONDS);
      assertEquals(SigningState.SIGNED, signed.status());
      assertEquals(client.status(id).signatures(), signed.signatures());
    } finally {
      delayed.released.countDown();
      server.stop(0);
    }
  }

  @Test
  void await_callbackOfAnotherSigningOrFailed_continuesPolling() {
    String id = start("s1").signingId();
    String other = start("s2").signingId();
    sandbox.signingControls().citizenRefuses(other);
    CompletableFuture<Signing> wrong = CompletableFuture.completedFuture(client.status(other));
    CompletableFuture<Signing> failed =
        CompletableFuture.failedFuture(new IllegalStateException("no inbox"));
    sandbox.signingControls().citizenSigns(id);

    assertEquals(SigningState.SIGNED, client.await(id, Duration.ofMinutes(1), wrong).status());
    assertEquals(SigningState.SIGNED, client.await(id, Duration.ofMinutes(1), failed).status());
  }

  @Test
  void await_pollFails_throwsItsException() {
    var e =
        assertThrows(
            RejectedException.class,
            () -> client.await("sig-0", Duration.ofMinutes(1), new CompletableFuture<>()));

    assertEquals("NOT_FOUND", e.code());
  }

  @Test
  void resume_savedBeforeAndAfterTheAnswer_isTheSameSigning() {
    sandbox.signingControls().citizensWait();
    var token = sandbox.accessToken(li());
    String beforeAnswer = SigningHandle.fresh().text();
    Signing first = client.start(BY_TOKEN, token, SigningHandle.of(beforeAnswer).key());
    String afterAnswer = SigningHandle.of(beforeAnswer).started(first).text();

    assertEquals(first, client.resume(SigningHandle.of(beforeAnswer), BY_TOKEN, token));
    assertEquals(first, client.resume(SigningHandle.of(afterAnswer), BY_TOKEN, token));
    assertThrows(IllegalArgumentException.class, () -> SigningHandle.of("a b c"));
  }

  @Test
  void signed_documentAndStatement_verifyOnlyWithTheAnchorOfDocuments() throws Exception {
    String id = start("s1").signingId();
    sandbox.signingControls().citizenSigns(id);
    SignedDocument form = SignedDocument.of(client.status(id).signatures().get(0));
    TrustAnchors anchors = TrustAnchors.pem(sandbox.documentAnchorPem());
    DocumentTrust trust = new DocumentTrust(anchors, anchors, sandbox.clock());

    DocumentVerdict verdict = form.verify("form".getBytes(UTF_8), STATEMENT, trust);

    assertEquals(DocumentVerdict.Status.VALID, verdict.status(), verdict::report);
    TrustAnchors gateways = TrustAnchors.pem(sandbox.anchorPem());
    assertTrue(
        form.verify(
                "form".getBytes(UTF_8),
                STATEMENT,
                new DocumentTrust(gateways, gateways, sandbox.clock()))
            .found(Finding.CERTIFICATE_UNTRUSTED));
    assertTrue(
        form.verify("plan".getBytes(UTF_8), STATEMENT, trust).found(Finding.DOCUMENT_CHANGED));
    assertTrue(
        form.verify("form".getBytes(UTF_8), "另一份声明", trust).found(Finding.STATEMENT_CHANGED));
  }

  @Test
  void start_qr_leadsToTheSigning() throws Exception {
    Signing signing = start("s1");
    GovQrReader reader =
        new GovQrReader(
            Set.of(sandbox.endpoint().getAuthority()),
            KeyRing.pinned(sandbox.gatewayVerifier()),
            sandbox.clock());

    GovQr code = reader.read(signing.qr());

    assertEquals(GovQr.Kind.SIGNING, code.kind());
    assertEquals(signing.signingId(), code.id());
  }
}
