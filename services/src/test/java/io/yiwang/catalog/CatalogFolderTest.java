package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CatalogFolderTest extends LocalCatalogFixture {
  @Test
  void fill_folderWithFilesOfOthers_leavesThem() throws Exception {
    List<Path> foreign = new ArrayList<>();
    for (Path root : List.of(folder, Files.createDirectories(folder.resolve("yiwang-catalog")))) {
      for (String name :
          List.of(
              "gallery/photo", "g1-1/a", "snapshot-1-a", "index-0123456789abcdef/a", "glossary")) {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        foreign.add(Files.writeString(file, "not another application's"));
      }
    }
    // A link whose name is that of an index, to a folder that has a marker.
    Path elsewhere = Files.createDirectory(other.resolve("elsewhere"));
    foreign.add(Files.writeString(elsewhere.resolve("yiwang-catalog-index"), ""));
    Path link = folder.resolve("yiwang-catalog/index-00000000000000aa");
    Files.createSymbolicLink(link, elsewhere);

    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照")));
      fill(catalog, snapshot(service("A1", "护照")));
      catalog.refresh(new CatalogClient(new Answers(changes("c0", false))), count -> {});
    }

    for (Path each : foreign) {
      assertTrue(Files.exists(each), each::toString);
    }
  }

  @Test
  void fill_leftoversOfADeadProcess_areDeleted() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照")));
      CatalogFolder left = CatalogFolder.in(folder);
      Files.writeString(left.index(left.create()).resolve("snapshot"), "half of it");
      // A process died before it created the marker.
      Files.createDirectory(left.index("index-0123456789abcdef"));

      fill(catalog, snapshot(service("A1", "护照")));
    }
    assertEquals(List.of("current", "index-", "lock"), own());
  }

  @Test
  void explained_tooLittleSpace_namesTheSpaceNeeded() {
    IOException failed = new IOException("No space left on device");

    IOException explained = CatalogFolder.explained(failed, 100L << 20, 50L << 20);

    assertTrue(
        explained.getMessage().contains("about 300 MiB of free disk"), explained::getMessage);
    assertTrue(explained.getMessage().contains("50 MiB are free"), explained::getMessage);
    assertSame(failed, explained.getCause());
    assertSame(failed, CatalogFolder.explained(failed, 100L << 20, 1L << 40));
  }

  @Test
  void open_newFolder_isForItsOwnerAlone() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      Path root = folder.resolve("yiwang-catalog");
      if (Files.getFileStore(root).supportsFileAttributeView("posix")) {
        assertEquals(
            "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root)));
      }
      assertFalse(catalog.isFilled());
    }
  }

  /** The folder may be mounted read-only here, and filled from another machine. */
  @Test
  void open_readOnlyFolder_isReadAndNotChanged() throws Exception {
    try (LocalCatalog filling = LocalCatalog.open(folder)) {
      fill(filling, snapshot(service("A1", "护照")));
    }
    Path root = folder.resolve("yiwang-catalog");
    assumeTrue(Files.getFileStore(root).supportsFileAttributeView("posix"));
    Set<PosixFilePermission> reading = PosixFilePermissions.fromString("r-x------");
    Files.setPosixFilePermissions(root, reading);
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      assertEquals(List.of("护照"), found(catalog, "护照"));
      assertEquals(reading, Files.getPosixFilePermissions(root));
    } finally {
      Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    }
  }

  @Test
  void refresh_deletedFolder_isCreatedAndFilledAgain() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照")));
      delete(folder);

      assertEquals(List.of("护照"), found(catalog, "护照"));
      assertEquals(
          LocalCatalog.Refreshed.REBUILT_FROM_SNAPSHOT,
          catalog.refresh(new CatalogClient(new Answers(changes("c9", false))), count -> {}));

      assertEquals(List.of("护照换发"), found(catalog, "护照"));
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

  @Test
  void fill_twoCatalogsOfOneFolder_waitForEachOther() throws Exception {
    Path snapshot = snapshot(service("A1", "护照"), service("A2", "居住证"));
    ExecutorService pool = Executors.newFixedThreadPool(4);
    CountDownLatch start = new CountDownLatch(1);
    AtomicBoolean isOver = new AtomicBoolean();
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
      // A search during a fill sees the size of a complete index.
      Future<?> sizes =
          pool.submit(
              () -> {
                while (!isOver.get()) {
                  assertEquals(2, one.size());
                  LockSupport.parkNanos(100_000);
                }
                return null;
              });
      start.countDown();
      for (Future<?> each : fills) {
        each.get(50, TimeUnit.SECONDS);
      }
      isOver.set(true);
      sizes.get(50, TimeUnit.SECONDS);
      one.reopen();
      assertEquals(Optional.empty(), one.corruption());
      assertEquals(2, one.size());
    } finally {
      pool.shutdownNow();
    }
    assertEquals(List.of("current", "index-", "lock"), own());
  }

  /** Fills a folder several times, in another process. */
  public static final class Node {
    private Node() {}

    public static void main(String[] args) throws Exception {
      try (LocalCatalog catalog = LocalCatalog.open(Path.of(args[0]))) {
        for (int i = 0; i < 8; i++) {
          fill(catalog, Path.of(args[1]));
          if (catalog.size() != 2 || found(catalog, "护照").size() != 1) {
            throw new IllegalStateException("another process has deleted the index");
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
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      assertEquals(Optional.empty(), catalog.corruption());
      assertEquals(2, catalog.size());
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
}
