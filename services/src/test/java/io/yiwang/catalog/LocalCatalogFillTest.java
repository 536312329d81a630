package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.lucene.store.FSDirectory;
import org.junit.jupiter.api.Test;

class LocalCatalogFillTest extends LocalCatalogFixture {
  @Test
  void fill_failed_leavesTheCatalogUnchanged() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照")));
      Path broken = Files.writeString(other.resolve("broken"), "{\"code\":");

      assertThrows(IOException.class, () -> fill(catalog, broken));
      assertThrows(IllegalStateException.class, () -> fillAndThrow(catalog));

      assertEquals(List.of("current", "index-", "lock"), own());
      assertEquals(1, catalog.size());
      try (LocalCatalog again = LocalCatalog.open(folder)) {
        assertEquals(Optional.empty(), again.corruption());
        assertEquals(1, again.size());
      }
    }
  }

  private void fillAndThrow(LocalCatalog catalog) throws Exception {
    Path snapshot = snapshot(service("A1", "护照"));
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
    catalog.fill(
        snapshot,
        digest,
        "c0",
        count -> {
          throw new IllegalStateException("thrown by the application");
        });
  }

  @Test
  void fill_wrongDigest_isRefused() throws Exception {
    Path snapshot = snapshot(service("A1", "护照"));
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
      digest[31] ^= 1;
      assertThrows(IOException.class, () -> catalog.fill(snapshot, digest, "c0", count -> {}));
      assertThrows(IOException.class, () -> catalog.fill(snapshot, new byte[0], "c0", count -> {}));
      assertFalse(catalog.isFilled());
    }
  }

  @Test
  void fill_codeTwice_usesTheLast() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照签发"), service("B", "居住证"), service("A1", "护照换发")));

      assertEquals(2, catalog.size());
      assertEquals(List.of("护照换发"), found(catalog, "护照"));
    }
  }

  @Test
  void fill_emptySnapshot_isRefused() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot());
      assertEquals(0, catalog.size());
      fill(catalog, snapshot(service("A1", "护照")));

      IOException refused = assertThrows(IOException.class, () -> fill(catalog, snapshot()));

      assertTrue(refused.getMessage().contains("has no service"), refused::getMessage);
      assertEquals(1, catalog.size());
    }
  }

  @Test
  void fill_hugeTexts_findsTheOtherServices() throws Exception {
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
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照"), odd, facets));

      assertEquals(3, catalog.size());
      assertEquals(List.of("护照"), found(catalog, "护照"));
      assertEquals(List.of("居住证"), found(catalog, "居住"));
    }
  }

  @Test
  void fill_twoLanguagesInAnyOrder_findsAndReturnsBoth() throws Exception {
    Path chinese =
        snapshot(service("A1", "普通护照签发", "护照"), service("A2", "养犬登记"), service("A3", "居住证申领"));
    List<Path> others =
        List.of(
            snapshot(
                english("A1", "Ordinary passport"),
                english("A2", "Registration of a dog"),
                english("A3", "Residence permit")),
            // Another order, a service that the first does not have, and none for A3.
            snapshot(
                english("A9", "Nothing"),
                english("A2", "Registration of a dog"),
                english("A1", "Ordinary passport")));
    for (Path other : others) {
      try (LocalCatalog catalog = LocalCatalog.open(folder)) {
        catalog.fill(chinese, sha256(chinese), other, sha256(other), "c0", count -> {});

        assertEquals(List.of(Language.ZH_CN, Language.EN), catalog.languages());
        assertEquals(3, catalog.size());
        assertEquals(List.of("养犬登记"), found(catalog, "registering dogs"));
        assertEquals(List.of("普通护照签发"), found(catalog, "pasport"));
        assertEquals(
            "Ordinary passport",
            catalog
                .search(LocalSearchQuery.text("护照").language(Language.EN))
                .hits()
                .get(0)
                .service()
                .name());
      }
    }
  }

  @Test
  void fill_secondSnapshotInTheSameLanguage_isIgnored() throws Exception {
    Path chinese = snapshot(service("A1", "普通护照签发"));
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      assertEquals(List.of(), catalog.languages());
      catalog.fill(chinese, sha256(chinese), chinese, sha256(chinese), "c0", count -> {});

      assertEquals(List.of(Language.ZH_CN), catalog.languages());
    }
  }

  @Test
  void fill_diskFullAtAnyPoint_leavesTheCatalogUnchanged() throws Exception {
    AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    try (LocalCatalog catalog =
        LocalCatalog.open(
            folder, Synonyms.shipped(), path -> new FullDisk(FSDirectory.open(path), left))) {
      fill(catalog, snapshot(service("A1", "护照")));
      Path larger = snapshot(service("A1", "护照"), service("A2", "居住证"), service("A3", "养犬登记"));
      int failures = 0;
      for (long bytes = 1; catalog.size() == 1; bytes += 499) {
        left.set(bytes);
        try {
          fill(catalog, larger);
        } catch (IOException e) {
          failures++;
          assertEquals(List.of("current", "index-", "lock"), own(), e::toString);
          assertEquals(List.of("护照"), found(catalog, "护照"));
        }
      }
      assertTrue(failures > 5, "the disk was full too rarely");
      assertEquals(3, catalog.size());
      assertEquals(Optional.empty(), catalog.corruption());
    }
  }

  @Test
  void clear_thenEmptySnapshot_isAccepted() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder);
        LocalCatalog reader = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照")));
      reader.reopen();
      assertThrows(IOException.class, () -> fill(catalog, snapshot()));

      catalog.clear();

      assertFalse(catalog.isFilled());
      assertEquals(0, catalog.size());
      reader.reopen();
      assertFalse(reader.isFilled());
      fill(catalog, snapshot());
      assertTrue(catalog.isFilled());
      assertEquals(0, catalog.size());
    }
    assertEquals(List.of("current", "index-", "lock"), own());
  }
}
