package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Reply;
import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexOutput;
import org.junit.jupiter.api.Tag;
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
        lines.add(new String(StoredJson.CLEAR.write(each), StandardCharsets.UTF_8));
      } catch (UnstorableException e) {
        throw new AssertionError(e);
      }
    }
    return Files.write(Files.createTempFile(other, "s", ".ndjson"), lines);
  }

  private static byte[] sha256(Path file) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
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
      // That died before it had put its marker there.
      Files.createDirectory(left.index("index-0123456789abcdef"));

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
      try (LocalCatalog again = LocalCatalog.open(folder)) {
        assertEquals(Optional.empty(), again.corruption());
        assertEquals(1, again.size());
      }
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
        assertTrue(mirror.corruption().isPresent(), each::toString);
      }
      Files.write(each, good);
    }
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      assertEquals(Optional.empty(), mirror.corruption());
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

        assertEquals(2, gateway.snapshots.get()); // one a language
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
    try (LocalCatalog mirror =
        LocalCatalog.open(folder, Synonyms.shipped(), path -> new Hasty(FSDirectory.open(path)))) {
      fill(mirror, snapshot(service("A1", "护照")));

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT,
          mirror.refresh(new CatalogClient(endless), count -> {}));

      assertEquals(1000, answers.get());
      assertEquals(List.of("护照换发"), found(mirror, "护照"));
    }
  }

  /** The other process sweeps the index away between our look at its name and our look into it. */
  @Test
  void reopen_anotherProcessFillsAtThatMoment_findsWhatItFilled() throws Exception {
    Path before = snapshot(service("A1", "护照"));
    AtomicBoolean armed = new AtomicBoolean();
    try (LocalCatalog other = LocalCatalog.open(folder)) {
      fill(other, before);
      Path after = snapshot(service("A2", "居住证"));
      Callable<Void> fill =
          () -> {
            if (armed.compareAndSet(true, false)) {
              fill(other, after);
            }
            return null;
          };
      try (LocalCatalog reader =
          LocalCatalog.open(
              folder, Synonyms.shipped(), path -> new Surprising(FSDirectory.open(path), fill))) {
        assertEquals(List.of("护照"), found(reader, "护照"));
        armed.set(true);

        reader.reopen();

        assertFalse(armed.get(), "the other has filled");
        assertEquals(List.of(), found(reader, "护照"));
        assertEquals(1, found(reader, "居住证").size());
        assertEquals(Optional.empty(), reader.corruption());
      }
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
                  for (int i = 0; i < 6; i++) {
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
                  LockSupport.parkNanos(100_000);
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
      assertEquals(Optional.empty(), one.corruption());
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

  /** As where the disk is mounted for reading alone, and another process fills it. */
  @Test
  void open_folderThatMayOnlyBeRead_isReadAndLeftAsItIs() throws Exception {
    try (LocalCatalog filling = LocalCatalog.open(folder)) {
      fill(filling, snapshot(service("A1", "护照")));
    }
    Path root = folder.resolve("yiwang-catalog");
    assumeTrue(Files.getFileStore(root).supportsFileAttributeView("posix"));
    Set<PosixFilePermission> reading = PosixFilePermissions.fromString("r-x------");
    Files.setPosixFilePermissions(root, reading);
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      assertEquals(List.of("护照"), found(mirror, "护照"));
      assertEquals(reading, Files.getPosixFilePermissions(root));
    } finally {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void refresh_folderThatWasDeletedMeanwhile_isMadeAndFilledAgain() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照")));
      delete(folder);

      assertEquals(List.of("护照"), found(mirror, "护照"));
      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT,
          mirror.refresh(new CatalogClient(new Answers(changes("c9", false))), count -> {}));

      assertEquals(List.of("护照换发"), found(mirror, "护照"));
      assertEquals(List.of("current", "index-", "lock"), own());
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Gives changes in the language that is asked for, and no snapshot. */
  private static final class TwoLanguages implements Gateway {
    @Override
    @SuppressWarnings("unchecked") // Cast by its class.
    public <T> T call(GovRequest<T> request) {
      boolean inEnglish = "en".equals(String.valueOf(request.language()));
      ServiceSummary service =
          inEnglish ? english("B1", "Registration of a dog") : service("B1", "养犬登记");
      return (T) request.reply().type().cast(changes("c1", false, upsert(service)));
    }
  }

  /** Two nodes of one folder may prefer different languages. */
  @Test
  void refresh_inAnotherLanguageThanItWasFilledIn_keepsBoth() throws Exception {
    Path chinese = snapshot(service("A1", "普通护照签发"));
    Path english = snapshot(english("A1", "Ordinary passport"));
    for (Language each : List.of(Language.ZH_CN, Language.EN, new Language("bo"))) {
      try (LocalCatalog mirror = LocalCatalog.open(folder)) {
        mirror.fill(chinese, sha256(chinese), english, sha256(english), "c0", count -> {});
        assertEquals(
            LocalCatalog.Refreshed.CHANGED,
            mirror.refresh(new CatalogClient(new TwoLanguages()).in(each), count -> {}));

        assertEquals(List.of("养犬登记"), found(mirror, "养犬"));
        assertEquals(List.of("养犬登记"), found(mirror, "dogs"));
        assertEquals(
            "Registration of a dog",
            mirror
                .search(LocalSearchQuery.text("养犬").language(Language.EN))
                .hits()
                .get(0)
                .service()
                .name());
      }
    }
  }

  /** Gives snapshots in the language that is asked for, Tibetan first. */
  private final class ThreeLanguages implements Gateway {
    @Override
    @SuppressWarnings("unchecked") // Cast by its class.
    public <T> T call(GovRequest<T> request) {
      Language asked = request.language();
      String tag = asked == null ? "bo" : asked.tag();
      String name = tag.equals("bo") ? "ཁྱི" : tag.equals("en") ? "Registration of a dog" : "养犬登记";
      try {
        Path target = ((Reply.File) request.reply()).target();
        Files.copy(snapshot(in(tag, "A1", name)), target);
        return (T)
            request.reply().type().cast(new Download(target, true, Map.of("igs-cursor", "c9")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @Test
  void refresh_clientOfAThirdLanguage_holdsThatAndChinese() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      mirror.refresh(new CatalogClient(new ThreeLanguages()), count -> {});

      assertEquals(List.of(new Language("bo"), Language.ZH_CN), mirror.languages());
      for (Language each : List.of(Language.ZH_CN, Language.EN, new Language("BO"))) {
        ServiceSummary given =
            mirror.search(LocalSearchQuery.text("养犬").language(each)).hits().get(0).service();
        assertEquals(each.isChinese() ? "养犬登记" : "ཁྱི", given.name());
      }
    }
  }

  /** It did not say which language it was in. */
  @Test
  void refresh_afterAnEmptySnapshot_takesTheSnapshotAgain() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot());
      assertEquals(List.of(), mirror.languages());

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT,
          mirror.refresh(new CatalogClient(new Answers(changes("c1", false))), count -> {}));

      assertEquals(List.of(Language.ZH_CN), mirror.languages());
      assertEquals(List.of("护照换发"), found(mirror, "护照"));
    }
  }

  private static ServiceSummary english(String code, String name, String... keywords) {
    return in("en", code, name, keywords);
  }

  private static ServiceSummary in(String language, String code, String name, String... keywords) {
    ServiceSummary chinese = service(code, name, keywords);
    return new ServiceSummary(
        chinese.code(),
        null,
        name,
        chinese.region(),
        chinese.department(),
        TYPE,
        List.of(),
        List.of(),
        List.of(),
        chinese.keywords(),
        ONLINE,
        null,
        false,
        language,
        THEN);
  }

  private static ServiceSummary at(String code, String name, String region) {
    ServiceSummary county = service(code, name);
    return new ServiceSummary(
        county.code(),
        null,
        name,
        new RegionCode(region),
        county.department(),
        TYPE,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        ONLINE,
        null,
        false,
        "zh-CN",
        THEN);
  }

  @Test
  void fill_twoLanguagesInAnyOrder_findsAndGivesBoth() throws Exception {
    Path chinese =
        snapshot(service("A1", "普通护照签发", "护照"), service("A2", "养犬登记"), service("A3", "居住证申领"));
    List<Path> others =
        List.of(
            snapshot(
                english("A1", "Ordinary passport"),
                english("A2", "Registration of a dog"),
                english("A3", "Residence permit")),
            // Another order, one that the first does not have, and none for A3.
            snapshot(
                english("A9", "Nothing"),
                english("A2", "Registration of a dog"),
                english("A1", "Ordinary passport")));
    for (Path other : others) {
      try (LocalCatalog mirror = LocalCatalog.open(folder)) {
        mirror.fill(chinese, sha256(chinese), other, sha256(other), "c0", count -> {});

        assertEquals(List.of(Language.ZH_CN, Language.EN), mirror.languages());
        assertEquals(3, mirror.size());
        assertEquals(List.of("养犬登记"), found(mirror, "registering dogs"));
        assertEquals(List.of("普通护照签发"), found(mirror, "pasport"));
        assertEquals(
            "Ordinary passport",
            mirror
                .search(LocalSearchQuery.text("护照").language(Language.EN))
                .hits()
                .get(0)
                .service()
                .name());
      }
    }
  }

  @Test
  void fill_otherSnapshotInTheSameLanguage_isLeftOut() throws Exception {
    Path chinese = snapshot(service("A1", "普通护照签发"));
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      assertEquals(List.of(), mirror.languages());
      mirror.fill(chinese, sha256(chinese), chinese, sha256(chinese), "c0", count -> {});

      assertEquals(List.of(Language.ZH_CN), mirror.languages());
    }
  }

  @Test
  void search_placesOfEachLength_areFound() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(
          mirror,
          snapshot(
              at("V", "村里的护照", "330106001201"),
              at("T", "街道的护照", "330106001000"),
              at("S", "另一街道的护照", "330106002"),
              at("C", "区里的护照", "330106"),
              at("P", "市里的护照", "3301"),
              at("N", "省里的护照", "33"),
              at("Z", "全国的护照", "000000")));

      for (Map.Entry<String, List<String>> each :
          Map.of(
                  "330106001201", List.of("村里的护照", "街道的护照", "区里的护照", "市里的护照", "省里的护照", "全国的护照"),
                  "330106001", List.of("街道的护照", "区里的护照", "市里的护照", "省里的护照", "全国的护照"),
                  "330106002000", List.of("另一街道的护照", "区里的护照", "市里的护照", "省里的护照", "全国的护照"),
                  "330106000000", List.of("区里的护照", "市里的护照", "省里的护照", "全国的护照"),
                  "33", List.of("省里的护照", "全国的护照"))
              .entrySet()) {
        LocalSearchResult found =
            mirror.search(LocalSearchQuery.text("护照").region(new RegionCode(each.getKey())));
        assertEquals(
            each.getValue().stream().sorted().toList(),
            found.hits().stream().map(hit -> hit.service().name()).sorted().toList(),
            each.getKey());
      }
    }
  }

  /** A disk that nobody waits for, where a thousand commits are of no matter. */
  private static final class Hasty extends FilterDirectory {
    Hasty(Directory disk) {
      super(disk);
    }

    @Override
    public void sync(Collection<String> names) {}

    @Override
    public void syncMetaData() {}
  }

  /** A disk on which something happens just before somebody looks at it. */
  private static final class Surprising extends FilterDirectory {
    private final Callable<Void> before;

    Surprising(Directory disk, Callable<Void> before) {
      super(disk);
      this.before = before;
    }

    @Override
    public String[] listAll() throws IOException {
      try {
        before.call();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
      return in.listAll();
    }
  }

  /** A disk of which a little is left. */
  private static final class FullDisk extends FilterDirectory {
    private final AtomicLong left;

    FullDisk(Directory disk, AtomicLong left) {
      super(disk);
      this.left = left;
    }

    @Override
    public IndexOutput createOutput(String name, IOContext context) throws IOException {
      return bounded(in.createOutput(name, context));
    }

    @Override
    public IndexOutput createTempOutput(String prefix, String suffix, IOContext context)
        throws IOException {
      return bounded(in.createTempOutput(prefix, suffix, context));
    }

    private IndexOutput bounded(IndexOutput out) {
      return new IndexOutput(out.toString(), out.getName()) {
        @Override
        public void writeByte(byte each) throws IOException {
          take(1);
          out.writeByte(each);
        }

        @Override
        public void writeBytes(byte[] bytes, int offset, int length) throws IOException {
          take(length);
          out.writeBytes(bytes, offset, length);
        }

        @Override
        public long getFilePointer() {
          return out.getFilePointer();
        }

        @Override
        public long getChecksum() throws IOException {
          return out.getChecksum();
        }

        @Override
        public void close() throws IOException {
          out.close();
        }
      };
    }

    private void take(int bytes) throws IOException {
      if (left.addAndGet(-bytes) < 0) {
        throw new IOException("No space left on device");
      }
    }
  }

  @Test
  void fill_diskFullAtAnyPoint_leavesWhatWasThereAndNothingElse() throws Exception {
    AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    try (LocalCatalog mirror =
        LocalCatalog.open(
            folder, Synonyms.shipped(), path -> new FullDisk(FSDirectory.open(path), left))) {
      fill(mirror, snapshot(service("A1", "护照")));
      Path larger = snapshot(service("A1", "护照"), service("A2", "居住证"), service("A3", "养犬登记"));
      int failures = 0;
      for (long bytes = 1; mirror.size() == 1; bytes += 499) {
        left.set(bytes);
        try {
          fill(mirror, larger);
        } catch (IOException e) {
          failures++;
          assertEquals(List.of("current", "index-", "lock"), own(), e::toString);
          assertEquals(List.of("护照"), found(mirror, "护照"));
        }
      }
      assertTrue(failures > 5, "the disk was hardly ever full");
      assertEquals(3, mirror.size());
      assertEquals(Optional.empty(), mirror.corruption());
    }
  }

  @Test
  void refresh_diskFull_leavesACatalogThatCanBeFollowed() throws Exception {
    AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    try (LocalCatalog mirror =
        LocalCatalog.open(
            folder, Synonyms.shipped(), path -> new FullDisk(FSDirectory.open(path), left))) {
      fill(mirror, snapshot(service("A1", "护照")));
      ServiceChanges there = changes("c1", false, upsert(service("B1", "居住证")));
      left.set(100);
      assertThrows(
          IOException.class,
          () ->
              mirror.refresh(new CatalogClient(new Answers(changes("c1", false), there)), c -> {}));
      assertEquals(List.of("护照"), found(mirror, "护照"));

      left.set(Long.MAX_VALUE);
      mirror.refresh(new CatalogClient(new Answers(changes("c1", false), there)), c -> {});

      assertEquals(2, mirror.size());
      assertEquals(List.of("居住证"), found(mirror, "居住证"));
    }
  }

  @Test
  void clear_thenAnEmptySnapshot_isTaken() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder);
        LocalCatalog reader = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照")));
      reader.reopen();
      assertThrows(IOException.class, () -> fill(mirror, snapshot()));

      mirror.clear();

      assertFalse(mirror.isFilled());
      assertEquals(0, mirror.size());
      reader.reopen();
      assertFalse(reader.isFilled());
      fill(mirror, snapshot());
      assertTrue(mirror.isFilled());
      assertEquals(0, mirror.size());
    }
    assertEquals(List.of("current", "index-", "lock"), own());
  }

  /** Fills a folder some times, as a separate process. */
  public static final class Node {
    private Node() {}

    public static void main(String[] args) throws Exception {
      try (LocalCatalog mirror = LocalCatalog.open(Path.of(args[0]))) {
        for (int i = 0; i < 8; i++) {
          fill(mirror, Path.of(args[1]));
          if (mirror.size() != 2 || found(mirror, "护照").size() != 1) {
            throw new IllegalStateException("another process has taken the index away");
          }
        }
      }
    }
  }

  @Test
  @Tag("proof")
  void fill_twoProcessesOfOneFolder_waitForEachOther() throws Exception {
    Path snapshot = snapshot(service("A1", "护照"), service("A2", "居住证"));
    List<Process> nodes = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        nodes.add(
            new ProcessBuilder(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Node.class.getName(),
                    folder.toString(),
                    snapshot.toString())
                .redirectErrorStream(true)
                .redirectOutput(other.resolve("node" + i).toFile())
                .start());
      }
      for (int i = 0; i < 2; i++) {
        Path out = other.resolve("node" + i);
        assertTrue(nodes.get(i).waitFor(50, TimeUnit.SECONDS));
        assertEquals(0, nodes.get(i).exitValue(), () -> text(out));
      }
    } finally {
      nodes.forEach(Process::destroyForcibly);
    }
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      assertEquals(Optional.empty(), mirror.corruption());
      assertEquals(2, mirror.size());
    }
    assertEquals(List.of("current", "index-", "lock"), own());
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void open_synonymsAsEditorsWriteThem_areRead() throws Exception {
    String words = "# ours\n狗本子 = 养犬登记\n- 劳驾\n~ 办理\n";
    List<byte[]> files =
        List.of(
            words.getBytes(StandardCharsets.UTF_8),
            ("\ufeff" + words).getBytes(StandardCharsets.UTF_8),
            words.replace("\n", "\r\n").getBytes(Charset.forName("GBK")),
            ("\ufeff" + words).getBytes(StandardCharsets.UTF_16LE),
            words.replace('=', '＝').replace("养犬登记", "养犬登记、犬证，").getBytes(StandardCharsets.UTF_8),
            (words + "词 = " + "长".repeat(400) + ", 尾").getBytes(StandardCharsets.UTF_8));
    for (byte[] each : files) {
      Path file = Files.write(other.resolve("words.txt"), each);
      try (LocalCatalog mirror = LocalCatalog.open(folder, file)) {
        fill(mirror, snapshot(service("A1", "养犬登记"), service("A2", "护照")));
        assertEquals(List.of("养犬登记"), found(mirror, "劳驾，狗本子"));
      }
    }
    Path neither =
        Files.write(other.resolve("words.txt"), new byte[] {'a', (byte) 0xff, (byte) 0xff});
    IOException told = assertThrows(IOException.class, () -> LocalCatalog.open(folder, neither));
    assertTrue(told.getMessage().contains("neither UTF-8 nor GBK"), told::getMessage);
  }

  @Test
  void search_oddTexts_areCutAndNoException() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照签发", "护照"), service("A2", "居住证")));

      assertEquals(List.of("护照签发"), found(mirror, "护照" + "😀".repeat(500)));
      assertEquals(List.of("护照签发"), found(mirror, "a".repeat(99) + "😀 护照"));
      assertEquals(List.of("护照签发"), found(mirror, "护照\ud83d"));
      assertEquals(List.of("护照签发"), found(mirror, "\udc00护照"));
      assertEquals(2, found(mirror, "\ud840").size());
      // Nothing has the pair, and one of its characters is better than an empty page.
      assertEquals(List.of("居住证"), found(mirror, "居屯"));
      assertEquals(2, mirror.search(LocalSearchQuery.text("")).hits().size());
      assertEquals(2, mirror.search(LocalSearchQuery.text("、。！")).hits().size());
    }
  }

  /** A letter less, more, other, two exchanged; and a blank that was left out. */
  @Test
  void search_englishWithASlip_findsWhatWasMeant() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(
          mirror,
          snapshot(
              service("A1", "大型活动许可", "concert", "large event"),
              service("A2", "户口迁移", "household registration"),
              english("A3", "Recognition as a guide")));
      for (String slip : List.of("concrt", "conccert", "conzert", "cnocert", "largeevent")) {
        assertEquals(List.of("大型活动许可"), found(mirror, slip), slip);
      }
      for (String slip : List.of("houshold", "householdregistration", "household regstration")) {
        assertEquals(List.of("户口迁移"), found(mirror, slip), slip);
      }
      assertEquals(List.of("Recognition as a guide"), found(mirror, "recogniton"));
      assertEquals(List.of(), found(mirror, "x".repeat(150) + "q".repeat(150)));
    }
  }

  /** What somebody has already is not what they ask for. */
  @Test
  void search_exceptForSomething_isForTheRest() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "公司设立登记", "营业执照"), service("A2", "药品零售企业许可", "药店")));

      assertEquals("药品零售企业许可", found(mirror, "开药店除了营业执照以外还要办什么").get(0));
      assertEquals("药品零售企业许可", found(mirror, "開藥店，除營業執照之外還要什麼").get(0));
      assertEquals(List.of("公司设立登记"), found(mirror, "除了营业执照以外"));
    }
  }

  @Test
  void search_codes_findServicesByTheirBeginning() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("11330106MB2F1", "护照"), service("11330106MB2E2", "居住证")));

      assertEquals(List.of("护照"), found(mirror, "11330106mb2f"));
      assertEquals(2, found(mirror, "11330106").size());
      assertEquals(
          List.of("居住证"),
          mirror
              .search(
                  LocalSearchQuery.text("11330106MB2E2").region(new RegionCode("330106")).facets())
              .hits()
              .stream()
              .map(hit -> hit.service().name())
              .toList());
    }
  }

  @Test
  void refresh_kindOfAnUpdatedService_isFoundByItsNewTextAlone() throws Exception {
    try (LocalCatalog mirror = LocalCatalog.open(folder)) {
      fill(mirror, snapshot(service("A1", "护照签发"), service("A2", "居住证")));
      mirror.refresh(
          new CatalogClient(
              new Answers(
                  changes("c2", false),
                  changes(
                      "c2", false, upsert(service("A1", "养犬登记")), upsert(service("A3", "居住证"))))),
          count -> {});

      assertEquals(List.of(), found(mirror, "护照签发"));
      assertEquals(List.of("养犬登记"), found(mirror, "养犬"));
      assertEquals(List.of("居住证", "居住证"), found(mirror, "居住证"));
      LocalSearchResult all = mirror.search(LocalSearchQuery.text("").facets());
      assertEquals(3, all.total());
      assertEquals(Map.of("false", 3), all.facets().get("payable"));
      assertEquals(3, all.hits().size());
    }
  }
}
