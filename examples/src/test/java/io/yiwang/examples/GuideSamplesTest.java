package io.yiwang.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.ExchangeCapture;
import io.yiwang.GovClient;
import io.yiwang.GovException;
import io.yiwang.KeyRing;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.callbacks.Callback;
import io.yiwang.callbacks.CallbackReceiver;
import io.yiwang.callbacks.CallbackType;
import io.yiwang.callbacks.httpserver.CallbackHttpHandler;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.CatalogRefresh;
import io.yiwang.catalog.LocalCatalog;
import io.yiwang.catalog.LocalSearchQuery;
import io.yiwang.catalog.LocalSearchResult;
import io.yiwang.identity.CheckedIdentity;
import io.yiwang.identity.IdentityCheck;
import io.yiwang.identity.IdentityClient;
import io.yiwang.identity.sm.Sm4GcmCipher;
import io.yiwang.identity.x509.Revocation;
import io.yiwang.identity.x509.RevocationCache;
import io.yiwang.identity.x509.TrustAnchors;
import io.yiwang.journal.Journal;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageEvent;
import io.yiwang.messages.MessageFollower;
import io.yiwang.messages.MessageOutbox;
import io.yiwang.messages.MessageReceipt;
import io.yiwang.payments.FineClient;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.PenaltyDecisionNumber;
import io.yiwang.payments.Proof;
import io.yiwang.payments.cashier.CashierListener;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.PayerCharge;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.payments.cashier.Recovery;
import io.yiwang.signing.Ed25519Signer;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.signing.PemKeys;
import io.yiwang.signing.RotatingSigner;
import io.yiwang.signing.Signer;
import io.yiwang.testkit.Citizen;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.GovSandboxExtension;
import io.yiwang.testkit.Seed;
import io.yiwang.value.CitizenId;
import io.yiwang.value.Language;
import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** Runs the samples of the guide that are in no example, on a sandbox. */
@ExtendWith(GovSandboxExtension.class)
class GuideSamplesTest {
  /** The three things that a caller can do. */
  private static String lookUp(FineClient fines, PenaltyDecisionNumber number, Proof proof) {
    try {
      Penalty penalty = fines.lookup(number, proof);
      return "due: " + penalty.total();
    } catch (NotSentException e) {
      return "nothing was sent, because of " + e.reason() + ": " + e.text(Language.ZH_CN);
    } catch (RejectedException e) {
      return "the gateway said no, with " + e.code() + ": " + e.text(Language.ZH_CN);
    } catch (OutcomeUnknownException e) {
      return "nobody knows, because of " + e.reason() + ": " + e.text(Language.ZH_CN);
    }
  }

  @Test
  void lookUp_eachOutcome_isOneOfThree(GovSandbox sandbox, GovClient gov) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    PenaltyDecisionNumber number = new PenaltyDecisionNumber(fine.decisionNumber());
    FineClient fines = new FineClient(gov);

    assertTrue(lookUp(fines, number, Proof.plate(fine.plate())).startsWith("due: "));
    assertEquals(
        "the gateway said no, with PENALTY_NOT_FOUND: 未找到该决定书，请核对编号和信息。",
        lookUp(fines, number, Proof.plate("浙A00000")));
  }

  /** A cashier that notifies a person, with its recovery running. */
  private static Recovery serve(
      GovClient gov, Journal journal, PayerCharge wallet, List<String> pager) {
    CashierListener listener =
        new CashierListener() {
          @Override
          public void interventionRequired(InterventionRequired event) {
            pager.add(event.orderNo() + " needs a person: " + event.code());
          }
        };
    FineCashier cashier =
        FineCashier.builder()
            .gateway(gov)
            .journal(journal)
            .payerCharge(wallet)
            .channel("wallet")
            .listener(listener)
            .lease(Duration.ofMinutes(2))
            .payerTimeout(Duration.ofMinutes(20))
            .escalateAfter(Duration.ofHours(2))
            .build();
    Recovery recovery = Recovery.builder(cashier).workers(2).build();
    recovery.start();
    return recovery;
  }

  @Test
  void serve_nothingOpen_figuresAreZero(GovClient gov, @TempDir Path folder) {
    List<String> pager = new ArrayList<>();
    try (Journal journal = Journal.at(folder.resolve("fines.journal"));
        Recovery recovery =
            serve(gov, journal, new DemoWallet(folder.resolve("wallet.ledger")), pager)) {
      assertEquals(0, recovery.figures().interventionRequired());
      assertEquals(List.of(), pager);
    }
  }

  @Test
  void refund_ofHalf_isPaidBack(GovSandbox sandbox, GovClient gov, @TempDir Path folder) {
    Seed.Fine fine = sandbox.seed().payableFines("330106").get(0);
    try (Journal journal = Journal.at(folder.resolve("fines.journal"))) {
      DemoWallet wallet = new DemoWallet(folder.resolve("wallet.ledger"));
      FineCashier cashier = PayAFine.cashier(gov, journal, wallet);
      Quote quote = cashier.quote(List.of(FineTicket.ofPlate(fine.decisionNumber(), fine.plate())));
      String orderNo = "order-20261130-1";
      FineOutcome outcome = cashier.pay(orderNo, quote);
      assertInstanceOf(FineOutcome.Settled.class, outcome);

      var refund = cashier.refund(orderNo, "refund-1", Money.fen(100), "复议后减免");

      assertEquals("refund-1", refund.refundNo());
      assertTrue(cashier.refundOutcome("refund-1").isPresent());
    }
  }

  /** The whole catalog on this machine's disk, kept up to date in the background. */
  private static List<String> search(CatalogClient catalog, LocalCatalog local, String typed)
      throws IOException {
    local.refresh(catalog, count -> {}); // the first time; afterwards CatalogRefresh does it
    CatalogRefresh refresh = new CatalogRefresh(local, catalog, Duration.ofMinutes(10));
    refresh.start();
    try {
      LocalSearchResult found =
          local.search(LocalSearchQuery.text(typed).region(new RegionCode("330106")).limit(5));
      return found.hits().stream().map(hit -> String.valueOf(hit.service().name())).toList();
    } finally {
      refresh.close(); // when the application ends
    }
  }

  @Test
  void search_typedWithAVariant_isFound(GovClient gov, @TempDir Path folder) throws IOException {
    try (LocalCatalog local = LocalCatalog.open(folder)) {
      assertFalse(search(new CatalogClient(gov), local, "户照").isEmpty());
    }
  }

  @Test
  void check_ofASeededCitizen_matches(GovSandbox sandbox, GovClient gov) {
    Citizen citizen = sandbox.seed().citizens().get(0);
    String name = citizen.name();
    CitizenId number = new CitizenId(citizen.idNumber());

    CheckedIdentity checked = new IdentityClient(gov).check(IdentityCheck.of(name, number));

    assertTrue(checked.matches());
  }

  @Test
  void outbox_message_isHandedOverAndFollowed(GovSandbox sandbox, GovClient gov, @TempDir Path dir)
      throws GeneralSecurityException {
    byte[] key = new byte[16]; // from your key service
    List<MessageEvent> events = new CopyOnWriteArrayList<>();
    Message message = Message.to(new RegionCode("330100"), "西湖边的路灯", "断桥东边的三盏路灯坏了一周，请修一修。").build();
    PayloadCipher cipher = new Sm4GcmCipher("2026-q4", key);
    try (Journal journal = Journal.at(dir.resolve("messages.journal"), cipher)) {
      MessageOutbox outbox = new MessageOutbox(gov, journal);
      outbox.submit("message-1", message, "citizen-42"); // on disk: tell the citizen
      outbox.runOnce(); // or outbox.start(), once, when the application starts
      MessageReceipt receipt = outbox.find("message-1").orElseThrow().receipt();

      MessageFollower follower = new MessageFollower(gov, journal, events::add);
      follower.follow(receipt, "citizen-42");

      assertEquals(1, follower.figures().unfinished());
      follower.close();
      outbox.close();
    }
  }

  /** Receives callbacks, which are verified before a byte of them is interpreted. */
  private static CallbackReceiver receiver(
      GovClient gov, KeyRing ring, Journal journal, List<Callback> paid) {
    return CallbackReceiver.builder()
        .keyRing(ring) // the client's own
        .gateway(gov)
        .platform("wallet") // your name with the gateway
        .deduplicator(journal.callbackDeduplicator(gov.account()))
        .handler(
            callback -> {
              if (callback.type().equals(CallbackType.PAYMENT_SETTLED)) {
                paid.add(callback);
              }
            })
        .build();
  }

  @Test
  void receiver_behindTheJdksServer_answers(GovSandbox sandbox, @TempDir Path folder)
      throws Exception {
    KeyRing ring = KeyRing.trusting(TrustAnchors.pem(sandbox.anchorPem()));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    try (GovClient gov = sandbox.clientBuilder().keyRing(ring).build();
        Journal journal = Journal.at(folder.resolve("callbacks.journal"))) {
      CallbackReceiver receiver = receiver(gov, ring, journal, new CopyOnWriteArrayList<>());
      server.createContext("/gov/callbacks", new CallbackHttpHandler(receiver));
      server.start();
      sandbox
          .callbackControls()
          .deliverTo(
              URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/gov/callbacks"));
      assertEquals(List.of(), sandbox.callbackControls().deliver());
    } finally {
      server.stop(0);
    }
  }

  /** Two gateways, one journal: each account has its own client, cashier and recovery. */
  private static List<FineCashier> cashiers(
      GovClient.Builder zhejiang, GovClient.Builder jiangsu, Journal journal, PayerCharge wallet) {
    return Stream.of(
            FineCashier.builder()
                .gateway(zhejiang.account("zhejiang").build())
                .channelPrefix("zj-"),
            FineCashier.builder().gateway(jiangsu.account("jiangsu").build()).channelPrefix("js-"))
        .map(each -> each.journal(journal).payerCharge(wallet).channel("wallet").build())
        .toList();
  }

  @Test
  void cashiers_ofTwoAccounts_shareAJournal(GovSandbox sandbox, @TempDir Path folder) {
    try (Journal journal = Journal.at(folder.resolve("fines.journal"))) {
      DemoWallet wallet = new DemoWallet(folder.resolve("wallet.ledger"));

      assertEquals(
          2, cashiers(sandbox.clientBuilder(), sandbox.clientBuilder(), journal, wallet).size());
    }
  }

  /** A journal in the application's own database server. */
  private static Journal onServer(DataSource pool, byte[] key) {
    return Journal.builder(pool)
        .schema("pay")
        .tablePrefix("gov_")
        .cipher(new Sm4GcmCipher("2026-q4", key))
        .checkSchemaOnly() // somebody else has run the files in the jar
        .open();
  }

  @Test
  void onServer_aDatabaseThatIsNotSupported_isRefusedInALine() {
    SQLiteDataSource notAServer = new SQLiteDataSource();
    notAServer.setUrl("jdbc:sqlite::memory:");

    RuntimeException e =
        assertThrows(RuntimeException.class, () -> onServer(notAServer, new byte[16]));

    assertTrue(e.getMessage().contains("PostgreSQL"), e.getMessage());
  }

  /** The next key signs from an agreed instant on, without a new client. */
  private static Signer rotating(Signer current, Path nextKey, Instant from)
      throws IOException, GeneralSecurityException {
    RotatingSigner signer = new RotatingSigner(current);
    signer.switchAt(from, new Ed25519Signer("app-2027", PemKeys.privateKey(nextKey)));
    return signer;
  }

  /** Anchors of the authority, the gateway's own name, and revocation lists kept on disk. */
  private static KeyRing trusted(Path anchors, Path folder)
      throws IOException, CertificateException {
    return KeyRing.trusting(
        TrustAnchors.pem(anchors)
            .gatewayNames("gw.example.gov.cn")
            .revocation(Revocation.softFail(new RevocationCache(folder))));
  }

  @Test
  void rotatingAndTrusted_files_areRead(GovSandbox sandbox, @TempDir Path folder) throws Exception {
    Path key = Files.writeString(folder.resolve("next.pem"), sandbox.platformKeyPem());
    Path anchors = Files.writeString(folder.resolve("anchors.pem"), sandbox.anchorPem());

    Signer signer = rotating(sandbox.platformSigner(), key, Instant.parse("2999-01-01T00:00:00Z"));

    assertEquals(sandbox.platformSigner().keyId(), signer.keyId());
    // The sandbox is not the gateway of that name, so no answer is accepted.
    KeyRing ring = trusted(anchors, folder.resolve("revocation"));
    try (GovClient gov = sandbox.clientBuilder().keyRing(ring).build()) {
      assertThrows(
          GovException.class,
          () ->
              new FineClient(gov)
                  .lookup(new PenaltyDecisionNumber("3301061700000000"), Proof.plate("浙A00000")));
    }
  }

  /** A cipher that still reads what was written under the key before. */
  private static PayloadCipher cipher(byte[] current, byte[] before) {
    return new Sm4GcmCipher("2026-q4", current, Map.of("2026-q3", before));
  }

  /** Files of failed exchanges for the doctor: the newest 100, without bodies. */
  private static GovClient captured(GovClient.Builder builder, Path folder) {
    return builder.capture(ExchangeCapture.ofFailures(folder, 100)).build();
  }

  @Test
  void capturedAndCipher_areMade(GovSandbox sandbox, @TempDir Path folder)
      throws GeneralSecurityException {
    PayloadCipher cipher =
        cipher(new byte[16], new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
    try (GovClient gov = captured(sandbox.clientBuilder(), folder)) {
      assertThrows(
          GovException.class,
          () ->
              new FineClient(gov)
                  .lookup(new PenaltyDecisionNumber("3301061700000000"), Proof.plate("浙A00000")));
    }
    assertEquals("2026-q4", cipher.keyId());
    assertEquals(List.of("2026-q3", "2026-q4"), cipher.keyIds().stream().sorted().toList());
  }
}
