package io.yiwang.identity.x509;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files that are found by what they are about. They lie in 256 drawers by the first digits of that
 * name, so that looking for one reads a short list and not the whole. Each drawer is bounded, and
 * so is the folder; what was made last stays. A file's time is when its content was made.
 */
final class AnswerFolder {
  /** Of one drawer: files, and bytes of all of them. */
  private static final int MAX_FILES = 64;

  private static final long MAX_BYTES = 64L << 20;

  /** Of the whole folder. */
  private static final long MAX_FOLDER_BYTES = 1L << 30;

  private static final String DRAWERS = "[0-9a-f][0-9a-f]";
  private static final String OWN = "[0-9a-f]{64}-[0-9a-f]{64}(\\.crl|\\.ocsp)";

  private record Kept(Path path, long bytes, long made) {}

  /** A file's content. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Found(Path path, byte[] content) {}

  private static final Comparator<Kept> NEWEST_FIRST = Comparator.comparing(Kept::made).reversed();

  private final Path folder;

  AnswerFolder(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Returns a name of fixed form for anything. */
  static String name(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Path drawer(String about) {
    return folder.resolve(about.substring(0, 2));
  }

  private Path file(String about, String name, String ending) {
    return drawer(about).resolve(about + "-" + name + ending);
  }

  /** Returns the content of a file; nothing where there is none. */
  byte @Nullable [] read(String about, String name, String ending) throws IOException {
    try {
      return Files.readAllBytes(file(about, name, ending));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Returns what is about something, the newest first. */
  List<Found> of(String about, String ending) {
    List<Found> found = new ArrayList<>();
    try {
      for (Kept kept : kept(drawer(about))) {
        String name = kept.path().getFileName().toString();
        if (name.startsWith(about) && name.endsWith(ending)) {
          found.add(new Found(kept.path(), Files.readAllBytes(kept.path())));
        }
      }
    } catch (IOException e) {
      // What cannot be read is not known; whether that is let pass, the policy says.
      return found;
    }
    return found;
  }

  /** Deletes what a newer answer has replaced. */
  void discard(Found found) {
    try {
      Files.deleteIfExists(found.path());
    } catch (IOException e) {
      // It stays, and makes room when the folder is full.
      return;
    }
  }

  List<byte[]> all(String ending) {
    List<byte[]> contents = new ArrayList<>();
    try (DirectoryStream<Path> drawers = Files.newDirectoryStream(folder, DRAWERS)) {
      for (Path drawer : drawers) {
        for (Kept kept : kept(drawer)) {
          if (kept.path().toString().endsWith(ending)) {
            contents.add(Files.readAllBytes(kept.path()));
          }
        }
      }
    } catch (IOException e) {
      return contents;
    }
    return contents;
  }

  void write(String about, String name, String ending, byte[] content, Instant made)
      throws IOException {
    Path drawer = Files.createDirectories(drawer(about));
    Path written = Files.createTempFile(drawer, "new", ".tmp");
    try {
      Files.write(written, content);
      // What claims to be made in the future would outlast all others.
      Instant now = Instant.now();
      Files.setLastModifiedTime(written, FileTime.from(made.isAfter(now) ? now : made));
      move(written, file(about, name, ending));
    } finally {
      Files.deleteIfExists(written);
    }
    makeRoom(drawer);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes the oldest files of this form, and nothing else that may lie here. */
  private void makeRoom(Path drawer) throws IOException {
    makeRoom(kept(drawer), MAX_FILES, MAX_BYTES);
    List<Kept> all = new ArrayList<>();
    try (DirectoryStream<Path> drawers = Files.newDirectoryStream(folder, DRAWERS)) {
      for (Path each : drawers) {
        all.addAll(kept(each));
      }
    }
    all.sort(NEWEST_FIRST);
    makeRoom(all, Integer.MAX_VALUE, MAX_FOLDER_BYTES);
  }

  private static void makeRoom(List<Kept> newestFirst, int maxFiles, long maxBytes)
      throws IOException {
    long bytes = 0;
    for (int i = 0; i < newestFirst.size(); i++) {
      Kept kept = newestFirst.get(i);
      bytes += kept.bytes();
      if (i > 0 && (i >= maxFiles || bytes > maxBytes)) {
        Files.deleteIfExists(kept.path());
      }
    }
  }

  private static List<Kept> kept(Path drawer) throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(drawer)) {
      for (Path file : files) {
        if (file.getFileName().toString().matches(OWN)
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          kept.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file).toMillis()));
        }
      }
    } catch (NoSuchFileException e) {
      // Nothing is about it yet, or another process has just made room.
      return kept;
    }
    kept.sort(NEWEST_FIRST);
    return kept;
  }
}
