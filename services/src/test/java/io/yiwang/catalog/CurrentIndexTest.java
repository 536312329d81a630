package io.yiwang.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.FilterDirectory;
import org.junit.jupiter.api.Test;

class CurrentIndexTest extends LocalCatalogFixture {
  @Test
  void open_changedByteInAnyFile_isReported() throws Exception {
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      fill(catalog, snapshot(service("A1", "护照"), service("A2", "居住证")));
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
      try (LocalCatalog catalog = LocalCatalog.open(folder)) {
        assertTrue(catalog.corruption().isPresent(), each::toString);
      }
      Files.write(each, good);
    }
    try (LocalCatalog catalog = LocalCatalog.open(folder)) {
      assertEquals(Optional.empty(), catalog.corruption());
    }
  }

  /** Runs a task just before the files of a directory are listed. */
  private static final class InterceptedDirectory extends FilterDirectory {
    private final Callable<Void> before;

    InterceptedDirectory(Directory disk, Callable<Void> before) {
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

  /** Another process deletes the index after this one has read its name. */
  @Test
  void reopen_anotherFillAtTheSameMoment_opensTheNewIndex() throws Exception {
    Path before = snapshot(service("A1", "护照"));
    AtomicBoolean isArmed = new AtomicBoolean();
    try (LocalCatalog other = LocalCatalog.open(folder)) {
      fill(other, before);
      Path after = snapshot(service("A2", "居住证"));
      Callable<Void> fill =
          () -> {
            if (isArmed.compareAndSet(true, false)) {
              fill(other, after);
            }
            return null;
          };
      try (LocalCatalog reader =
          LocalCatalog.open(
              folder,
              Synonyms.shipped(),
              path -> new InterceptedDirectory(FSDirectory.open(path), fill))) {
        assertEquals(List.of("护照"), found(reader, "护照"));
        isArmed.set(true);

        reader.reopen();

        assertFalse(isArmed.get(), "the other catalog was filled");
        assertEquals(List.of(), found(reader, "护照"));
        assertEquals(1, found(reader, "居住证").size());
        assertEquals(Optional.empty(), reader.corruption());
      }
    }
  }
}
