package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Reply;
import io.yiwang.internal.StoredJson;
import io.yiwang.internal.UnstorableException;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others have put into the mirror's folder, snapshots and answers that are not as agreed. */
@Timeout(60)
class LuceneMirrorTest {
  private static final OffsetDateTime THEN = OffsetDateTime.parse("2026-01-01T00:00:00+08:00");

  private static final ServiceType TYPE = ServiceType.LICENSING;
  private static final OnlineCapability ONLINE = OnlineCapability.WHOLE;

  @TempDir Path folder;
  @TempDir Path other;

  private static ServiceSummary service(String code, String name, String... keywords) {
    return new ServiceSummary(
        new ServiceCode(code),
        null,
        name,
        new RegionCode("330106"),
        new Department("D1", "西湖区公安分局"),
        TYPE,
        List.of(),
        List.of(),
        List.of(),
        List.of(keywords),
        ONLINE,
        null,
        false,
        "zh-CN",
        THEN);
  }

  private Path snapshot(ServiceSummary... services) throws IOException {
    List<String> lines = new ArrayList<>();
    for (ServiceSummary each : services) {
      try {
        lines.add(new String(StoredJson.BOOK.write(each), StandardCharsets.UTF_8));
      } catch (UnstorableException e) {
        throw new AssertionError(e);
      }
    }
    return Files.write(Files.createTempFile(other, "s", ".ndjson"), lines);
  }

  private static void fill(LocalCatalog mirror, Path snapshot) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
    mirror.fill(snapshot, digest, "c0", count -> {});
  }

  private static List<String> found(LocalCatalog mirror, String text) throws IOException {
    return mirror.search(LocalSearchQuery.text(text)).hits().stream()
        .map(hit -> hit.service().name())
        .toList();
  }

  private List<String> own() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("yiwang-catalog"))) {
      return all.map(each -> each.getFileName().toString().replaceAll("-.*", "-"))
          .sorted()
          .toList();
    }
  }

  /** Gives these changes one after another, and a snapshot whenever it is asked for one. */
  private final class Answers implements Gateway {
    private final Queue<ServiceChanges> changes;
    private final ServiceChanges last;
    private final AtomicInteger snapshots = new AtomicInteger();

    Answers(ServiceChanges last, ServiceChanges... before) {
      this.last = last;
      this.changes = new ArrayDeque<>(List.of(before));
    }

    @Override
    @SuppressWarnings("unchecked") // Cast by its class.
    public <T> T call(GovRequest<T> request) {
      if (request.operation().equals("catalog.changes")) {
        ServiceChanges next = changes.poll();
        return (T) request.reply().type().cast(next == null ? last : next);
      }
      snapshots.incrementAndGet();
      try {
        Path target = ((Reply.File) request.reply()).target();
        Files.copy(snapshot(service("A2", "护照换发")), target);
        return (T)
            request.reply().type().cast(new Download(target, true, Map.of("igs-cursor", "c9")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static ServiceChanges changes(
      String next, boolean more, ServiceChanges.Change... changes) {
    return new ServiceChanges(List.of(changes), next, more);
  }

  private static ServiceChanges.Change upsert(ServiceSummary service) {
    return new ServiceChanges.Change("UPSERT", service, null);
  }

  @Test
  void fill_folderWithOthersFiles_leavesThem() throws Exception {
    List<Path> foreign = new ArrayList<>();
    for (Path root : List.of(folder, Files.createDirectories(folder.resolve("yiwang-catalog")))) {
      for (String name :
          List.of(
              "gallery/photo", "g1-1/a", "snapshot-1-a", "index-0123456789abcdef/a", "glossary")) {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        foreign.add(Files.writeString(file, "not the mirror's"));
      }
    }
    // A link of the right name to a folder that even has the marker.
    Path elsewhere = Files.createDirectory(other.resolve("elsewhere"));
    foreign.add(Files.writeString(elsewhere.resolve("yiwang-catalog-index"), ""));
    Path link = folder.resolve("yiwang-catalog/index-00000000000000aa");
    Files.createSymbolicLink(link, elsewhere);

    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照")));
      fill(mirror, snapshot(service("A1", "护照")));
      mirror.refresh(new CatalogClient(new Answers(changes("c0", false))), count -> {});
    }

    for (Path each : foreign) {
      assertTrue(Files.exists(each), each::toString);
    }
  }

  @Test
  void fill_leftoversOfADeadProcess_areDeletedWhateverItsNumber() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照")));
      MirrorFolder left = MirrorFolder.in(folder);
      Files.writeString(left.index(left.next()).resolve("snapshot"), "half of it");

      fill(mirror, snapshot(service("A1", "护照")));
    }
    assertEquals(List.of("current", "index-", "lock"), own());
  }

  @Test
  void fill_thatFails_leavesNothingAndWhatWasThere() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照")));
      Path broken = Files.writeString(other.resolve("broken"), "{\"code\":");

      assertThrows(IOException.class, () -> fill(mirror, broken));
      assertThrows(IllegalStateException.class, () -> fillAndThrow(mirror));

      assertEquals(List.of("current", "index-", "lock"), own());
      assertEquals(1, mirror.size());
    }
  }

  private void fillAndThrow(LocalCatalog mirror) throws Exception {
    Path snapshot = snapshot(service("A1", "护照"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
    mirror.fill(
        snapshot,
        digest,
        "c0",
        count -> {
          throw new IllegalStateException("the application's own");
        });
  }

  @Test
  void explained_tooLittleSpace_saysHowMuchIsNeeded() {
    IOException failed = new IOException("No space left on device");

    IOException told = MirrorFolder.explained(failed, 100L << 20, 50L << 20);

    assertTrue(told.getMessage().contains("about 300 MiB of free disk"), told::getMessage);
    assertTrue(told.getMessage().contains("50 MiB are free"), told::getMessage);
    assertSame(failed, told.getCause());
    assertSame(failed, MirrorFolder.explained(failed, 100L << 20, 1L << 40));
  }

  @Test
  void fill_otherDigest_isRefused() throws Exception {
    Path snapshot = snapshot(service("A1", "护照"));
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
      digest[31] ^= 1;
      assertThrows(IOException.class, () -> mirror.fill(snapshot, digest, "c0", count -> {}));
      assertThrows(IOException.class, () -> mirror.fill(snapshot, new byte[0], "c0", count -> {}));
      assertFalse(mirror.isFilled());
    }
  }

  @Test
  void open_anyFileWithAChangedByte_isNoticed() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照"), service("A2", "居住证")));
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.filter(each -> each.getFileName().toString().startsWith("_")).toList();
    }
    assertTrue(files.size() > 2);
    for (Path each : files) {
      byte[] good = Files.readAllBytes(each);
      byte[] bad = good.clone();
      bad[bad.length / 2] ^= 1;
      Files.write(each, bad);
      try (LocalCatalog mirror = LocalCatalog.open(folder)) {
        assertNotNull(mirror.corruption(), each::toString);
      }
      Files.write(each, good);
    }
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      assertNull(mirror.corruption());
    }
  }

  @Test
  void fill_codeTwice_lastOneCounts() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照签发"), service("B", "居住证"), service("A1", "护照换发")));

      assertEquals(2, mirror.size());
      assertEquals(List.of("护照换发"), found(mirror, "护照"));
    }
  }

  @Test
  void fill_emptySnapshot_replacesNothing() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot());
      assertEquals(0, mirror.size());
      fill(mirror, snapshot(service("A1", "护照")));

      IOException refused = assertThrows(IOException.class, () -> fill(mirror, snapshot()));

      assertTrue(refused.getMessage().contains("has no service"), refused::getMessage);
      assertEquals(1, mirror.size());
    }
  }

  @Test
  void fill_hugeTexts_areShownAndDoNotStopIt() throws Exception {
    String letters = "a".repeat(40_000);
    String han = "证".repeat(40_000);
    String[] many = new String[5_000];
    for (int i = 0; i < many.length; i++) {
      many[i] = "词" + i;
    }
    ServiceSummary odd = service("O", han + letters, letters, han, "1".repeat(50_000));
    ServiceSummary facets =
        new ServiceSummary(
            new ServiceCode("F"),
            letters,
            "居住证",
            new RegionCode("330106"),
            new Department(letters, letters),
            TYPE,
            List.of(),
            List.of(letters, "ok"),
            List.of(han),
            List.of(many),
            ONLINE,
            null,
            false,
            "zh-CN",
            THEN);
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照"), odd, facets));

      assertEquals(3, mirror.size());
      assertEquals(List.of("护照"), found(mirror, "护照"));
      assertEquals(List.of("居住证"), found(mirror, "居住"));
    }
  }

  @Test
  void refresh_changeOfAnUnknownKind_isPassedOver() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照")));
      Answers gateway =
          new Answers(
              changes("c1", false),
              changes(
                  "c1",
                  false,
                  upsert(service("B1", "居住证")),
                  new ServiceChanges.Change("MERGE", null, new ServiceCode("A1")),
                  new ServiceChanges.Change("UPSERT", null, null),
                  upsert(service("B2", "身份证"))));
      CatalogClient catalog = new CatalogClient(gateway);

      assertEquals(LocalCatalog.Refreshed.CHANGED, mirror.refresh(catalog, count -> {}));
      assertEquals(LocalCatalog.Refreshed.UNCHANGED, mirror.refresh(catalog, count -> {}));
      assertEquals(3, mirror.size());
      assertEquals(0, gateway.snapshots.get());
    }
  }

  @Test
  void refresh_cursorThatDoesNotMove_takesTheSnapshot() throws Exception {
    ServiceChanges same = changes("c0", true);
    ServiceChanges there = changes("c1", true, upsert(service("B1", "居住证")));
    ServiceChanges back = changes("c0", true, upsert(service("B1", "居住证")));
    for (Answers gateway :
        List.of(new Answers(same), new Answers(back), new Answers(back, there, back, there))) {
      try (LocalCatalog mirror = LocalCatalog.open(folder)) {
        fill(mirror, snapshot(service("A1", "护照")));

        assertEquals(
            LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT,
            mirror.refresh(new CatalogClient(gateway), count -> {}));

        assertEquals(1, gateway.snapshots.get());
        assertEquals(List.of("护照换发"), found(mirror, "护照"));
      }
    }
    assertEquals(List.of("current", "index-", "lock"), own());
  }

  /** Each answer has a change and a cursor of its own, and says that there are more. */
  @Test
  void refresh_changesWithoutEnd_takesTheSnapshot() throws Exception {
    AtomicInteger answers = new AtomicInteger();
    Answers snapshots = new Answers(changes("c0", false));
    Gateway endless =
        new Gateway() {
          @Override
          @SuppressWarnings("unchecked") // Cast by its class.
          public <T> T call(GovRequest<T> request) {
            if (!request.operation().equals("catalog.changes")) {
              return snapshots.call(request);
            }
            ServiceChanges more =
                changes(
                    "c" + answers.incrementAndGet(),
                    true,
                    new ServiceChanges.Change("WITHDRAW", null, new ServiceCode("B1")));
            return (T) request.reply().type().cast(more);
          }
        };
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照")));

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT,
          mirror.refresh(new CatalogClient(endless), count -> {}));

      assertEquals(1000, answers.get());
      assertEquals(List.of("护照换发"), found(mirror, "护照"));
    }
  }

  @Test
  void fill_twoMirrorsOfOneFolder_waitForEachOther() throws Exception {
    Path snapshot = snapshot(service("A1", "护照"), service("A2", "居住证"));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    CountDownLatch start = new CountDownLatch(1);
    AtomicBoolean over = new AtomicBoolean();
    try (LocalCatalog one = LocalCatalog.open(folder);
        LocalCatalog two = LocalCatalog.open(folder)) {
      fill(one, snapshot);
      two.reopen();
      List<Future<?>> fills = new ArrayList<>();
      for (LocalCatalog each : List.of(one, two)) {
        fills.add(
            pool.submit(
                () -> {
                  start.await();
                  for (int i = 0; i < 20; i++) {
                    fill(each, snapshot);
                  }
                  return null;
                }));
      }
      // While fills end, the size is known all the time.
      Future<?> sizes =
          pool.submit(
              () -> {
                while (!over.get()) {
                  assertEquals(2, one.size());
                }
                return null;
              });
      start.countDown();
      for (Future<?> each : fills) {
        each.get(50, TimeUnit.SECONDS);
      }
      over.set(true);
      sizes.get(50, TimeUnit.SECONDS);
      one.reopen();
      assertNull(one.corruption());
      assertEquals(2, one.size());
    } finally {
      pool.shutdownNow();
    }
    assertEquals(List.of("current", "index-", "lock"), own());
  }

  @Test
  void open_ownFolder_isForItsOwnerAlone() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      Path root = folder.resolve("yiwang-catalog");
      if (Files.getFileStore(root).supportsFileAttributeView("posix")) {
        assertEquals(
            "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root)));
      }
      assertFalse(mirror.isFilled());
    }
  }
}
