package io.yiwang.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.tomakehurst.wiremock.http.Request;
import io.yiwang.GovClient;
import io.yiwang.KeyRing;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.identity.sm.Sm2Sealer;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.messages.Author;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.SandboxScheme;
import io.yiwang.value.CitizenId;
import io.yiwang.value.RegionCode;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests a client that has only trust anchors: it takes the sealing key from the list. */
class SealKeysSandboxTest {
  private static final Pattern KID = Pattern.compile("\"kid\":\"([^\"]*)\"");

  /** Holds a sandbox, a ring that clients share, and the ids of the sealing keys that were used. */
  private static final class World implements AutoCloseable {
    final GovSandbox sandbox;
    final KeyRing ring;
    final List<String> sealedFor = new CopyOnWriteArrayList<>();
    final AtomicInteger fetches = new AtomicInteger();

    World(SandboxScheme scheme) throws Exception {
      sandbox = GovSandbox.builder().scheme(scheme).services(0).start();
      ring = KeyRing.trusting(TrustAnchors.pem(sandbox.anchorPem()));
      sandbox.wireMock().addMockServiceRequestListener((request, response) -> record(request));
    }

    World() throws Exception {
      this(SandboxScheme.SM2);
    }

    /** Returns a client, which fetches the list for itself, at most once a minute. */
    GovClient.Builder client() {
      return GovClient.builder()
          .endpoint(sandbox.endpoint())
          .signer(sandbox.platformSigner())
          .keyRing(ring)
          .clock(sandbox.clock());
    }

    private void record(Request request) {
      if (request.getUrl().equals("/igs/v1/keys")) {
        fetches.incrementAndGet();
      }
      Matcher kid = KID.matcher(request.getBodyAsString());
      if (kid.find()) {
        sealedFor.add(kid.group(1));
      }
    }

    CheckResult check(GovClient gov) {
      Citizen li = sandbox.seed().citizen("li-xiaoming");
      var check = IdentityCheck.of(li.name(), new CitizenId(li.idNumber()));
      return new IdentityClient(gov).check(check).result();
    }

    /** Fills the ring through another client, so that the next one need not fetch the list. */
    void fillRing() {
      try (GovClient gov = client().build()) {
        check(gov);
      }
      sealedFor.clear();
      fetches.set(0);
    }

    void replaceSealKey() {
      sandbox.rotateSealKey();
      sandbox.withdrawOldSealKeys();
    }

    @Override
    public void close() {
      sandbox.close();
    }
  }

  private static Message message() {
    return Message.to(new RegionCode("330100"), "西湖边的路灯", "断桥东边的三盏路灯坏了一周。")
        .author(Author.of("李小明", "13800000000"))
        .build();
  }

  @ParameterizedTest
  @EnumSource(SandboxScheme.class)
  void call_noSealerGiven_sealsForTheListedKey(SandboxScheme scheme) throws Exception {
    try (World world = new World(scheme);
        GovClient gov = world.client().build()) {
      assertEquals(CheckResult.MATCH, world.check(gov));
      assertEquals(CheckResult.MATCH, world.check(gov));

      assertEquals(List.of("gw-seal-1", "gw-seal-1"), world.sealedFor);
      assertEquals(1, world.fetches.get());
    }
  }

  @Test
  void call_nothingToSeal_fetchesNoSealingKey() throws Exception {
    try (World world = new World();
        GovClient gov = world.client().keyRing(pinnedAndTrusting(world)).build()) {
      new MessageClient(gov).categories();

      assertEquals(0, world.fetches.get());
    }
  }

  private static KeyRing pinnedAndTrusting(World world) throws Exception {
    return KeyRing.trusting(
        TrustAnchors.pem(world.sandbox.anchorPem()), world.sandbox.gatewayVerifier());
  }

  @Test
  void call_sealerGiven_isUsed() throws Exception {
    try (World world = new World();
        GovClient gov =
            world
                .client()
                .keyRing(pinnedAndTrusting(world))
                .sealer(
                    new Sm2Sealer(
                        "gw-seal-1",
                        SmKeys.publicKey(world.sandbox.sealKeyPem().getBytes(US_ASCII))))
                .build()) {
      assertEquals(CheckResult.MATCH, world.check(gov));

      assertEquals(0, world.fetches.get());
    }
  }

  @Test
  void call_keyRotatedWithOverlap_sealsForTheOldKeyThatDayAndForTheNewKeyAfter() throws Exception {
    try (World world = new World();
        GovClient gov = world.client().build()) {
      world.fillRing();
      world.sandbox.rotateSealKey();

      assertEquals(CheckResult.MATCH, world.check(gov), "the old key is still accepted");
      world.sandbox.clock().advance(Duration.ofHours(25));
      assertEquals(CheckResult.MATCH, world.check(gov));

      assertEquals(List.of("gw-seal-1", "gw-seal-2"), world.sealedFor);
      assertEquals(1, world.fetches.get());
    }
  }

  @Test
  void call_keyWithdrawnDuringARun_isSealedAgainAndProcessedOnce() throws Exception {
    try (World world = new World();
        GovClient gov = world.client().build()) {
      world.fillRing();
      world.replaceSealKey();

      new MessageClient(gov).submit(message());

      assertEquals(List.of("gw-seal-1", "gw-seal-2"), world.sealedFor);
      assertEquals(1, world.sandbox.messageControls().received().size());
    }
  }

  @Test
  void call_keyWithdrawnAfterALostAnswer_getsTheFirstAnswerWithTheNewKey() throws Exception {
    try (World world = new World();
        GovClient gov = world.client().build()) {
      world.fillRing();
      world.sandbox.faults().next("message.submit").answerLost();
      afterTheFirstCall(world);

      new MessageClient(gov).submit(message());

      assertEquals(List.of("gw-seal-1", "gw-seal-1", "gw-seal-2"), world.sealedFor);
      assertEquals(1, world.sandbox.messageControls().received().size());
    }
  }

  /** A rejected repeat says nothing about the first attempt, which was processed. */
  @Test
  void call_keyWithdrawnAfterALostAnswerAndNoAttemptLeft_isUnknownAndNotRejected()
      throws Exception {
    try (World world = new World();
        GovClient gov = world.client().maxAttempts(2).build()) {
      world.fillRing();
      world.sandbox.faults().next("message.submit").answerLost();
      afterTheFirstCall(world);

      var e =
          assertThrows(
              OutcomeUnknownException.class, () -> new MessageClient(gov).submit(message()));

      assertEquals(OutcomeUnknownException.Reason.REJECTED_BEFORE_PROCESSING, e.reason());
      assertEquals(1, world.sandbox.messageControls().received().size());
    }
  }

  private static void afterTheFirstCall(World world) {
    AtomicBoolean first = new AtomicBoolean(true);
    world
        .sandbox
        .wireMock()
        .addMockServiceRequestListener(
            (request, response) -> {
              if (first.getAndSet(false)) {
                world.replaceSealKey();
              }
            });
  }

  @Test
  void call_keyWithdrawnWithinAMinuteOfTheLastFetch_isRejectedNamingTheMembers() throws Exception {
    try (World world = new World();
        GovClient gov = world.client().build()) {
      assertEquals(CheckResult.MATCH, world.check(gov));
      world.replaceSealKey();

      var e = assertThrows(RejectedException.class, () -> world.check(gov));

      assertTrue(e.rejectedBeforeProcessing());
      assertEquals(
          List.of("SEAL_KEY_UNKNOWN", "SEAL_KEY_UNKNOWN"),
          e.problem().fields().stream().map(RejectedException.FieldProblem::code).toList());
      assertEquals(1, world.fetches.get());
    }
  }

  @Test
  void call_onlyPinnedKeysAndNoSealer_saysWhatIsMissing() throws Exception {
    try (World world = new World();
        GovClient gov =
            world.client().keyRing(KeyRing.pinned(world.sandbox.gatewayVerifier())).build()) {
      var e = assertThrows(NotSentException.class, () -> world.check(gov));

      assertEquals(NotSentException.Reason.SEALING_FAILED, e.reason());
      assertTrue(e.getMessage().contains("call .sealer(...), or give a keyRing"), e.getMessage());
    }
  }

  @Test
  void call_keyListThatCannotBeFetched_saysWhatFailed() throws Exception {
    try (World world = new World();
        GovClient gov = world.client().endpoint(URI.create("http://127.0.0.1:1/igs/v1/")).build()) {
      var e = assertThrows(NotSentException.class, () -> world.check(gov));

      assertEquals(NotSentException.Reason.NO_CONNECTION, e.reason());
      assertTrue(
          e.getMessage()
              .contains(
                  "the gateway's key list could not be fetched: the gateway cannot be reached, the"
                      + " connection was refused; check the endpoint's host and port"),
          e.getMessage());
    }
  }

  @Test
  void call_sealingKeyOfAnotherAuthority_isNotUsedAndNothingIsSent() throws Exception {
    try (World world = new World();
        GovSandbox other = GovSandbox.builder().services(0).start();
        GovClient gov =
            world
                .client()
                .keyRing(
                    KeyRing.trusting(
                        TrustAnchors.pem(other.anchorPem()), world.sandbox.gatewayVerifier()))
                .build()) {
      var e = assertThrows(NotSentException.class, () -> world.check(gov));

      assertEquals(NotSentException.Reason.SEALING_FAILED, e.reason());
      assertTrue(e.getMessage().contains("no trusted sealing key"), e.getMessage());
      assertEquals(List.of(), world.sealedFor);
      assertEquals(1, world.fetches.get());
    }
  }

  @Test
  void call_keyWithdrawnUnderLoad_everyCallIsProcessed() throws Exception {
    try (World world = new World();
        GovClient gov = world.client().build()) {
      world.fillRing();
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<CheckResult>> checks = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
          checks.add(threads.submit(() -> world.check(gov)));
          if (i == 8) {
            world.replaceSealKey();
          }
        }
        for (Future<CheckResult> check : checks) {
          assertEquals(CheckResult.MATCH, check.get());
        }
      } finally {
        threads.shutdown();
      }
      assertEquals(1, world.fetches.get());
      assertTrue(world.sealedFor.contains("gw-seal-2"));
    }
  }
}
