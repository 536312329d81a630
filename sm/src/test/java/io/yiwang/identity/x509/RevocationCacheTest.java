package io.yiwang.identity.x509;

import static io.yiwang.identity.TestPki.CITIZEN;
import static io.yiwang.identity.TestPki.SIGNED;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import io.yiwang.identity.TestPki;
import io.yiwang.identity.TestPki.Holder;
import io.yiwang.identity.TestPki.Shape;
import io.yiwang.identity.x509.Revocation.Status;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

class RevocationCacheTest extends RevocationFixture {
  RevocationCacheTest() throws Exception {}

  private static final Shape WITH_ADDRESSES =
      builder -> {
        CITIZEN.of(builder);
        builder.addExtension(
            Extension.cRLDistributionPoints,
            false,
            new CRLDistPoint(
                new DistributionPoint[] {
                  new DistributionPoint(
                      new DistributionPointName(
                          new GeneralNames(
                              new GeneralName(
                                  GeneralName.uniformResourceIdentifier,
                                  "http://ca.example/list.crl"))),
                      null,
                      null)
                }));
        builder.addExtension(
            Extension.authorityInfoAccess,
            false,
            new AuthorityInformationAccess(
                AccessDescription.id_ad_ocsp,
                new GeneralName(GeneralName.uniformResourceIdentifier, "http://ca.example/ocsp")));
      };

  @Test
  void about_afterARestartWithoutNetwork_hasTheSameAnswers(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", WITH_ADDRESSES).certificate();
    byte[] list = TestPki.crl(root, SIGNED, null, null);
    byte[] answer = TestPki.ocsp(root, leaf, SIGNED, null);
    List<X509Certificate> chain = List.of(leaf, root.certificate());

    var online =
        new RevocationCache(
            folder,
            (address, request) -> {
              assertEquals(
                  URI.create("http://ca.example/" + (request == null ? "list.crl" : "ocsp")),
                  address);
              return request == null ? list : answer;
            });
    assertEquals(2, online.refresh(chain));

    var offline =
        new RevocationCache(
            folder,
            (address, request) -> {
              throw new IOException("no network");
            });
    assertEquals(0, offline.refresh(chain));
    TrustAnchors anchors =
        TrustAnchors.of(root.certificate()).revocation(Revocation.hardFail(offline));
    assertEquals(Status.GOOD, anchors.revocationOf(chain, SIGNED, RevocationData.NONE).status());
    assertEquals("1 CRLs and 1 OCSP responses", offline.get().toString());
  }

  @Test
  void refresh_forgedOrOlderAnswer_keepsTheOldOne(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Holder forger = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", WITH_ADDRESSES).certificate();
    List<X509Certificate> chain = List.of(leaf, root.certificate());
    Instant before = SIGNED.minusSeconds(3600);
    byte[] revokedList = TestPki.crl(root, SIGNED, leaf, before);
    byte[] revokedAnswer = TestPki.ocsp(root, leaf, SIGNED, before);
    assertEquals(2, fetching(folder, revokedList, revokedAnswer).refresh(chain));

    byte[] portal = "<html>Please log in</html>".getBytes(US_ASCII);
    assertEquals(0, fetching(folder, portal, portal).refresh(chain));
    assertEquals(
        0,
        fetching(
                folder,
                TestPki.crl(forger, SIGNED.plusSeconds(60), null, null),
                TestPki.ocsp(forger, root, leaf, SIGNED.plusSeconds(60), null))
            .refresh(chain));
    assertEquals(
        0,
        fetching(
                folder,
                TestPki.crl(root, before, null, null),
                TestPki.ocsp(root, leaf, before, null))
            .refresh(chain));

    TrustAnchors anchors =
        TrustAnchors.of(root.certificate())
            .revocation(Revocation.softFail(new RevocationCache(folder)));
    assertEquals(Status.REVOKED, anchors.revocationOf(chain, SIGNED, RevocationData.NONE).status());
    assertEquals("1 CRLs and 1 OCSP responses", new RevocationCache(folder).get().toString());
    byte[] newer = TestPki.crl(root, SIGNED.plusSeconds(60), leaf, before);
    assertEquals(1, fetching(folder, newer, portal).refresh(chain));
    assertArrayEquals(newer, new RevocationCache(folder).get().crls().get(0));
  }

  private static RevocationCache fetching(Path folder, byte[] list, byte[] answer)
      throws IOException {
    return new RevocationCache(folder, (address, request) -> request == null ? list : answer);
  }

  @Test
  void refresh_fetcherThatThrows_isLoggedWithItsStack(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", WITH_ADDRESSES).certificate();
    IllegalStateException own = new IllegalStateException("proxy not configured");
    List<Object> logged = new CopyOnWriteArrayList<>();
    Logger log =
        (Logger)
            Proxy.newProxyInstance(
                RevocationCacheTest.class.getClassLoader(),
                new Class<?>[] {Logger.class},
                (proxy, method, arguments) -> {
                  assertEquals("warn", method.getName());
                  logged.addAll(List.of(arguments));
                  return null;
                });
    RevocationCache cache =
        new RevocationCache(
            folder,
            (address, request) -> {
              if (request == null) {
                throw own;
              }
              throw new IOException("no network");
            },
            log);

    assertEquals(0, cache.refresh(List.of(leaf, root.certificate())));

    assertEquals(List.of("the fetcher threw; it counts as no answer", own), logged);
  }

  @Test
  void refresh_manyAddresses_queriesFourPerCertificate(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    String[] many = new String[50];
    for (int i = 0; i < many.length; i++) {
      many[i] = "http://ca" + i + ".example/";
    }
    X509Certificate leaf =
        TestPki.under(root, "CN=Li", "SM3withSM2", TestPki.asking(many)).certificate();
    List<URI> asked = new CopyOnWriteArrayList<>();
    RevocationCache cache =
        new RevocationCache(
            folder,
            (address, request) -> {
              asked.add(address);
              throw new IOException("nobody there");
            });

    assertEquals(0, cache.refresh(List.of(leaf, root.certificate())));

    assertEquals(4, asked.size());
  }

  @Test
  void refresh_nobodyAnswers_endsAtTheCommonDeadline(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Shape shape = TestPki.asking("http://a.example/", "http://b.example/", "http://c.example/");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", shape).certificate();
    CountDownLatch end = new CountDownLatch(1);
    RevocationCache cache =
        new RevocationCache(
            folder,
            (address, request) -> {
              // Ignores interrupts, as a DNS lookup does.
              while (end.getCount() > 0) {
                Thread.onSpinWait();
              }
              return new byte[0];
            });
    try {
      assertTimeoutPreemptively(
          Duration.ofSeconds(10),
          () -> cache.refresh(List.of(leaf, root.certificate()), Duration.ofMillis(200)));
    } finally {
      end.countDown();
    }
  }

  /** Checks that a certificate cannot cause requests to a real server on this machine. */
  @Test
  void refresh_overHttp_queriesThisMachineOnlyIfAllowed(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    AtomicReference<byte[]> answer = new AtomicReference<>(new byte[0]);
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.getRequestBody().readAllBytes();
          if (exchange.getRequestURI().getPath().equals("/away")) {
            exchange.getResponseHeaders().add("Location", "/ocsp");
            exchange.sendResponseHeaders(302, -1);
          } else {
            exchange.sendResponseHeaders(200, answer.get().length);
            exchange.getResponseBody().write(answer.get());
          }
          exchange.close();
        });
    server.start();
    try {
      String base = "http://127.0.0.1:" + server.getAddress().getPort();
      X509Certificate leaf =
          TestPki.under(root, "CN=Li", "SM3withSM2", TestPki.asking(base + "/ocsp")).certificate();
      X509Certificate away =
          TestPki.under(root, "CN=Li", "SM3withSM2", TestPki.asking(base + "/away")).certificate();
      answer.set(TestPki.ocsp(root, leaf, SIGNED, null));
      RevocationCache cache = new RevocationCache(folder);

      assertEquals(0, cache.refresh(List.of(leaf, root.certificate())));
      assertEquals(0, asked.get());
      assertThrows(
          IOException.class,
          () -> new AnswerFetcher(false).fetch(URI.create(base + "/ocsp"), new byte[1]));
      assertThrows(
          IOException.class,
          () ->
              new AnswerFetcher(false)
                  .fetch(URI.create(base.replace("127.0.0.1", "localhost")), null),
          "a name that means this machine");
      assertEquals(0, asked.get());
      assertEquals(1, cache.allowingPrivateAddresses().refresh(List.of(leaf, root.certificate())));
      assertEquals(1, asked.get());
      assertEquals(0, cache.allowingPrivateAddresses().refresh(List.of(away, root.certificate())));
      assertEquals(2, asked.get(), "a redirect is not followed");
    } finally {
      server.stop(0);
    }
  }

  /**
   * Checks that a verification does not read all of 20,000 files, which would take longer than the
   * rest.
   */
  @Test
  void about_chainAmongManyAnswers_readsOnlyItsOwn(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    Holder other = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", CITIZEN).certificate();
    RevocationCache cache = new RevocationCache(folder);
    byte[] list = TestPki.crl(root, SIGNED, null, null);
    byte[] answer = TestPki.ocsp(root, leaf, SIGNED, null);
    cache.add(RevocationData.of(List.of(list), List.of(answer, "rubbish".getBytes(US_ASCII))));
    for (int i = 0; i < 20; i++) {
      X509Certificate each = TestPki.under(other, "CN=x", "SM3withSM2", CITIZEN).certificate();
      cache.add(
          RevocationData.of(
              List.of(TestPki.crl(other, SIGNED.plusSeconds(i), null, null)),
              List.of(TestPki.ocsp(other, each, SIGNED, null))));
    }

    RevocationData about = cache.about(List.of(leaf, root.certificate()));

    assertEquals("1 CRLs and 1 OCSP responses", about.toString());
    assertArrayEquals(list, about.crls().get(0));
    assertArrayEquals(answer, about.ocspResponses().get(0));
    assertEquals("21 CRLs and 21 OCSP responses", cache.get().toString());
  }

  @Test
  void add_moreThanASubfolderHolds_deletesOnlyTheOldest(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("Ed25519");
    RevocationCache cache = new RevocationCache(folder);
    byte[] first = TestPki.crl(root, SIGNED, null, null);
    cache.add(RevocationData.of(List.of(first), List.of()));
    Path drawer;
    try (var drawers = Files.list(folder)) {
      drawer = drawers.findFirst().orElseThrow();
    }
    Path foreign = Files.write(drawer.resolve("notes.crl"), new byte[1]);
    try (var files = Files.list(drawer)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(SIGNED));
      }
    }
    byte[] last = first;
    for (int i = 1; i <= 64; i++) {
      last = TestPki.crl(root, SIGNED.plusSeconds(i), null, null);
      cache.add(RevocationData.of(List.of(last), List.of()));
    }

    RevocationData kept = cache.get();
    assertEquals("64 CRLs and 0 OCSP responses", kept.toString());
    byte[] newest = last;
    assertTrue(kept.crls().stream().noneMatch(crl -> Arrays.equals(crl, first)));
    assertTrue(kept.crls().stream().anyMatch(crl -> Arrays.equals(crl, newest)));
    assertTrue(Files.exists(foreign));
  }

  @Test
  void about_forgedAnswerInTheFolder_isIgnored(@TempDir Path folder) throws Exception {
    Holder root = TestPki.root("SM3withSM2");
    X509Certificate leaf = TestPki.under(root, "CN=Li", "SM3withSM2", WITH_ADDRESSES).certificate();
    Holder forger = TestPki.root("SM3withSM2");
    var cache = new RevocationCache(folder);
    cache.add(
        RevocationData.of(
            List.of(TestPki.crl(forger, SIGNED, null, null)),
            List.of(TestPki.ocsp(forger, leaf, SIGNED, null))));

    TrustAnchors anchors =
        TrustAnchors.of(root.certificate()).revocation(Revocation.hardFail(cache));
    var finding =
        anchors.revocationOf(List.of(leaf, root.certificate()), SIGNED, RevocationData.NONE);

    assertEquals(Status.UNKNOWN, finding.status());
    assertFalse(anchors.passes(finding));
    assertTrue(anchors.passes(new Revocation.Finding(Status.GOOD, null)));
  }

  private List<X509Certificate> chain() {
    return List.of(leaf, root.certificate());
  }

  private static long files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void about_manyListsOfOneAuthority_keepsOnlyTheNewest(@TempDir Path folder) throws Exception {
    List<byte[]> lists = new ArrayList<>();
    List<byte[]> answers = new ArrayList<>();
    for (int day = 0; day < 20; day++) {
      Instant made = SIGNED.plus(Duration.ofDays(day));
      lists.add(empty(made));
      answers.add(answer(CertificateStatus.GOOD, made, made.plus(DAY)));
    }
    byte[] newestList = lists.get(19);
    byte[] newestAnswer = answers.get(19);
    Collections.reverse(lists);
    Collections.swap(answers, 3, 19);
    RevocationCache cache = new RevocationCache(folder);
    cache.add(RevocationData.of(lists, answers));
    assertEquals(40, files(folder));

    RevocationData about = cache.about(chain());

    assertEquals("1 CRLs and 1 OCSP responses", about.toString());
    assertArrayEquals(newestList, about.crls().get(0));
    assertArrayEquals(newestAnswer, about.ocspResponses().get(0));
    assertEquals(2, files(folder));
    assertEquals("1 CRLs and 1 OCSP responses", cache.about(chain()).toString());
  }

  @Test
  void about_listsThatDoNotReplaceEachOther_keepsBoth(@TempDir Path folder) throws Exception {
    Holder impostor =
        new Holder(root.certificate(), TestPki.root("SM3withSM2").key(), root.scheme());
    byte[] forged = list(impostor, SIGNED.plus(Duration.ofDays(300)), builder -> {});
    byte[] revoked = listing(SIGNED, CRLReason.keyCompromise);
    byte[] withoutIt = empty(NEXT_DAY);
    RevocationCache cache = new RevocationCache(folder);
    cache.add(RevocationData.of(List.of(forged, revoked, withoutIt), List.of()));

    RevocationData about = cache.about(chain());

    assertEquals(3, about.crls().size(), "a revocation for good is not forgotten");
    assertEquals(Status.REVOKED, status(NEXT_DAY, about));
  }

  @Test
  void about_liftedSuspension_isDiscarded(@TempDir Path folder) throws Exception {
    RevocationCache cache = new RevocationCache(folder);
    cache.add(
        RevocationData.of(
            List.of(empty(NEXT_DAY), listing(SIGNED, CRLReason.certificateHold)), List.of()));

    assertEquals(Status.GOOD, status(NEXT_DAY, cache.about(chain())));
    assertEquals(1, files(folder));
  }

  @Test
  void add_moreThanASubfolderHoldsInAnyOrder_keepsTheNewest(@TempDir Path folder) throws Exception {
    // A time in the future counts as now.
    Instant past = Instant.parse("2020-01-01T00:00:00Z");
    RevocationCache cache = new RevocationCache(folder);
    byte[] newest = empty(past.plus(Duration.ofDays(5)));
    cache.add(RevocationData.of(List.of(newest), List.of()));
    for (int i = 0; i < 80; i++) {
      cache.add(RevocationData.of(List.of(empty(past.plusSeconds(i))), List.of()));
    }

    assertTrue(files(folder) <= 64);
    assertArrayEquals(newest, cache.about(chain()).crls().get(0));
  }
}
