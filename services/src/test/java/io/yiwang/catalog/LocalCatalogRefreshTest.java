package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Reply;
import io.yiwang.value.Language;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.junit.jupiter.api.Test;

class LocalCatalogRefreshTest extends LocalCatalogFixture {
  @Test
  void refresh_changeOfAnUnknownKind_isIgnored() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照")));
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
      CatalogClient client = new CatalogClient(gateway);

      assertEquals(LocalCatalog.Refreshed.CHANGED, catalog.refresh(client, count -> {}));
      assertEquals(LocalCatalog.Refreshed.UNCHANGED, catalog.refresh(client, count -> {}));
      assertEquals(3, catalog.size());
      assertEquals(0, gateway.snapshots.get());
    }
  }

  @Test
  void refresh_repeatedCursor_fetchesTheSnapshot() throws Exception {
    ServiceChanges same = changes("c0", true);
    ServiceChanges there = changes("c1", true, upsert(service("B1", "居住证")));
    ServiceChanges back = changes("c0", true, upsert(service("B1", "居住证")));
    for (Answers gateway :
        List.of(new Answers(same), new Answers(back), new Answers(back, there, back, there))) {
      try (LocalCatalog catalog = LocalCatalog.open(folder)) {
        fill(catalog, snapshot(service("A1", "护照")));

        assertEquals(
            LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT,
            catalog.refresh(new CatalogClient(gateway), count -> {}));

        assertEquals(2, gateway.snapshots.get(), "one for each language");
        assertEquals(List.of("护照换发"), found(catalog, "护照"));
      }
    }
    assertEquals(List.of("current", "index-", "lock"), own());
  }

  /** Does not wait for the disk, so that a thousand commits are fast. */
  private static final class UnsyncedDirectory extends FilterDirectory {
    UnsyncedDirectory(Directory disk) {
      super(disk);
    }

    @Override
    public void sync(Collection<String> names) {}

    @Override
    public void syncMetaData() {}
  }

  /** Each answer has a change and a new cursor, and says that there are more. */
  @Test
  void refresh_endlessChanges_fetchesTheSnapshot() throws Exception {
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
    try (LocalCatalog catalog =
        LocalCatalog.open(
            folder, Synonyms.shipped(), path -> new UnsyncedDirectory(FSDirectory.open(path)))) {
      fill(catalog, snapshot(service("A1", "护照")));

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT,
          catalog.refresh(new CatalogClient(endless), count -> {}));

      assertEquals(1000, answers.get());
      assertEquals(List.of("护照换发"), found(catalog, "护照"));
    }
  }

  /** Answers with changes in the language of the request. */
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

  /** Two nodes that share a folder may have different languages. */
  @Test
  void refresh_clientOfAnotherLanguage_keepsTheLanguagesOfTheFill() throws Exception {
    Path chinese = snapshot(service("A1", "普通护照签发"));
    Path english = snapshot(english("A1", "Ordinary passport"));
    for (Language each : List.of(Language.ZH_CN, Language.EN, new Language("bo"))) {
      try (LocalCatalog catalog = LocalCatalog.open(folder)) {
        catalog.fill(chinese, sha256(chinese), english, sha256(english), "c0", count -> {});
        assertEquals(
            LocalCatalog.Refreshed.CHANGED,
            catalog.refresh(new CatalogClient(new TwoLanguages()).withLanguage(each), count -> {}));

        assertEquals(List.of("养犬登记"), found(catalog, "养犬"));
        assertEquals(List.of("养犬登记"), found(catalog, "dogs"));
        assertEquals(
            "Registration of a dog",
            catalog
                .search(LocalSearchQuery.text("养犬").language(Language.EN))
                .hits()
                .get(0)
                .service()
                .name());
      }
    }
  }

  /** Answers with snapshots in the language of the request; Tibetan is the default. */
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
  void refresh_clientOfAThirdLanguage_fetchesThatAndChinese() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      catalog.refresh(new CatalogClient(new ThreeLanguages()), count -> {});

      assertEquals(List.of(new Language("bo"), Language.ZH_CN), catalog.languages());
      for (Language each : List.of(Language.ZH_CN, Language.EN, new Language("BO"))) {
        ServiceSummary given =
            catalog.search(LocalSearchQuery.text("养犬").language(each)).hits().get(0).service();
        assertEquals(each.isChinese() ? "养犬登记" : "ཁྱི", given.name());
      }
    }
  }

  /** An empty snapshot has no language. */
  @Test
  void refresh_afterAnEmptySnapshot_fetchesTheSnapshotAgain() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot());
      assertEquals(List.of(), catalog.languages());

      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT,
          catalog.refresh(new CatalogClient(new Answers(changes("c1", false))), count -> {}));

      assertEquals(List.of(Language.ZH_CN), catalog.languages());
      assertEquals(List.of("护照换发"), found(catalog, "护照"));
    }
  }

  @Test
  void refresh_diskFull_leavesACatalogThatCanBeRefreshed() throws Exception {
    AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    try (LocalCatalog catalog =
        LocalCatalog.open(
            folder, Synonyms.shipped(), path -> new FullDisk(FSDirectory.open(path), left))) {
      fill(catalog, snapshot(service("A1", "护照")));
      ServiceChanges there = changes("c1", false, upsert(service("B1", "居住证")));
      left.set(100);
      assertThrows(
          IOException.class,
          () ->
              catalog.refresh(
                  new CatalogClient(new Answers(changes("c1", false), there)), c -> {}));
      assertEquals(List.of("护照"), found(catalog, "护照"));

      left.set(Long.MAX_VALUE);
      catalog.refresh(new CatalogClient(new Answers(changes("c1", false), there)), c -> {});

      assertEquals(2, catalog.size());
      assertEquals(List.of("居住证"), found(catalog, "居住证"));
    }
  }

  @Test
  void refresh_updatedService_isFoundByItsNewNameAlone() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照签发"), service("A2", "居住证")));
      catalog.refresh(
          new CatalogClient(
              new Answers(
                  changes("c2", false),
                  changes(
                      "c2", false, upsert(service("A1", "养犬登记")), upsert(service("A3", "居住证"))))),
          count -> {});

      assertEquals(List.of(), found(catalog, "护照签发"));
      assertEquals(List.of("养犬登记"), found(catalog, "养犬"));
      assertEquals(List.of("居住证", "居住证"), found(catalog, "居住证"));
      LocalSearchResult all = catalog.search(LocalSearchQuery.text("").facets());
      assertEquals(3, all.total());
      assertEquals(Map.of("false", 3), all.facets().get("payable"));
      assertEquals(3, all.hits().size());
    }
  }
}
