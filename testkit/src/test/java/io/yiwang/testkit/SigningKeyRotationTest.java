package io.yiwang.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.GovClient;
import io.yiwang.RejectedException;
import io.yiwang.signing.EcdsaP256Signer;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.RotatingSigner;
import io.yiwang.signing.Signer;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Tests changes of the platform's key, while the gateway accepts both keys and then the new one
 * only.
 */
class SigningKeyRotationTest {
  private static final String NEXT_ID = "wallet-2027";
  private static final Pattern KEY_ID = Pattern.compile(";keyid=\"([^\"]*)\"");

  private final ConcurrentLinkedQueue<String> keyIds = new ConcurrentLinkedQueue<>();
  private final GovSandbox sandbox = GovSandbox.builder().services(0).start();
  private RotatingSigner signer;
  private Signer next;
  private GovClient gov;

  @BeforeEach
  void registerBoth() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    sandbox.registerPlatformKey(
        NEXT_ID, SandboxScheme.ED25519, Pem.of("PUBLIC KEY", pair.getPublic().getEncoded()));
    next = new Ed25519Signer(NEXT_ID, pair.getPrivate());
    signer = new RotatingSigner(sandbox.platformSigner(), sandbox.clock());
    gov = sandbox.clientBuilder().signer(signer).build();
    sandbox
        .wireMock()
        .addMockServiceRequestListener(
            (request, response) -> {
              Matcher id = KEY_ID.matcher(request.getHeader("signature-input"));
              keyIds.add(id.find() ? id.group(1) : "none");
            });
  }

  @AfterEach
  void close() {
    gov.close();
    sandbox.close();
  }

  private List<String> keyIds() {
    return List.copyOf(keyIds);
  }

  @Test
  void call_switched_isSignedWithTheNewKey() {
    gov.call(Calls.configuration());
    signer.switchTo(next);
    gov.call(Calls.configuration());
    sandbox.revokePlatformKey();
    gov.call(Calls.configuration());

    assertEquals(List.of(GovSandbox.PLATFORM_KEY_ID, NEXT_ID, NEXT_ID), keyIds());
  }

  @Test
  void call_switchedByDate_changesAtThatTime() {
    signer.switchAt(sandbox.clock().instant().plusSeconds(3600), next);

    gov.call(Calls.configuration());
    sandbox.clock().advance(Duration.ofHours(1));
    gov.call(Calls.configuration());

    assertEquals(List.of(GovSandbox.PLATFORM_KEY_ID, NEXT_ID), keyIds());
  }

  @Test
  void call_oldKeyGoneBeforeTheSwitch_isRejectedUntilSwitched() {
    sandbox.revokePlatformKey();

    var e = assertThrows(RejectedException.class, () -> gov.call(Calls.configuration()));
    assertEquals("KEY_REVOKED", e.code());

    signer.switchTo(next);
    gov.call(Calls.configuration());
  }

  @Test
  void call_newKeyNotRegistered_canSwitchBack() {
    sandbox.revokePlatformKey(NEXT_ID);
    Signer old = signer.activeAt(sandbox.clock().instant());
    signer.switchTo(next);
    assertThrows(RejectedException.class, () -> gov.call(Calls.configuration()));

    signer.switchTo(old);

    gov.call(Calls.configuration());
  }

  @Test
  void call_switchedBetweenTwoAttempts_isCarriedOutOnceAndEachAttemptHasOneKey() {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    var held = gov.call(Calls.hold(fine, gov.call(Calls.lookup(fine)).total()));
    keyIds.clear();
    sandbox.faults().next("fine.confirm").answerLost();
    sandbox.wireMock().addMockServiceRequestListener((request, response) -> signer.switchTo(next));

    var settled = gov.call(Calls.confirm(held, ChinaTime.text(sandbox.clock().instant())));

    assertEquals("SETTLED", settled.status());
    assertEquals(1, sandbox.treasury().timesPaid(fine.decisionNumber()));
    assertEquals(List.of(GovSandbox.PLATFORM_KEY_ID, NEXT_ID), keyIds());
  }

  @Test
  void call_keysOfTwoSchemes_isSignedUnderTheAlgorithmOfTheKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    sandbox.registerPlatformKey(
        "wallet-ec", SandboxScheme.ECDSA_P256, Pem.of("PUBLIC KEY", pair.getPublic().getEncoded()));
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);

    gov.call(Calls.lookup(fine));
    signer.switchTo(new EcdsaP256Signer("wallet-ec", pair.getPrivate()));
    gov.call(Calls.lookup(fine));

    assertEquals(List.of(GovSandbox.PLATFORM_KEY_ID, "wallet-ec"), keyIds());
  }

  @Test
  void call_switchedBackAndForthUnderLoad_neverMixesIdAndKey() throws Exception {
    Signer old = signer.activeAt(sandbox.clock().instant());
    ExecutorService threads = Executors.newFixedThreadPool(3);
    CountDownLatch started = new CountDownLatch(2);
    try {
      List<Future<?>> callers = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        callers.add(
            threads.submit(
                () -> {
                  for (int call = 0; call < 60; call++) {
                    gov.call(Calls.configuration());
                    started.countDown();
                  }
                }));
      }
      started.await();
      while (callers.stream().anyMatch(caller -> !caller.isDone())) {
        signer.switchTo(next);
        signer.switchTo(old);
      }
      for (Future<?> caller : callers) {
        caller.get();
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void registerPlatformKey_wrongOrTakenKey_isRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> sandbox.registerPlatformKey("wallet-x", SandboxScheme.RSA, "no key"));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            sandbox.registerPlatformKey(
                NEXT_ID, SandboxScheme.ED25519, sandbox.platformPublicKeyPem()));
    assertThrows(IllegalArgumentException.class, () -> sandbox.revokePlatformKey("nobody"));
  }
}
