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
 * Stores answers in files that are found by their subject. The files are in 256 subfolders by the
 * first digits of the subject's name, so that a search reads a short list of files. The size of
 * each subfolder and of the whole folder is limited; the newest files stay. The time of a file is
 * when its content was made.
 */
final class AnswerFolder {
  /** The most files in a subfolder. */
  private static final int MAX_FILES = 64;

  /** The most bytes of all files in a subfolder. */
  private static final long MAX_BYTES = 64L << 20;

  /** The most bytes of all files in the folder. */
  private static final long MAX_FOLDER_BYTES = 1L << 30;

  private static final String SUBFOLDERS = "[0-9a-f][0-9a-f]";
  private static final String OWN = "[0-9a-f]{64}-[0-9a-f]{64}(\\.crl|\\.ocsp)";

  private record Kept(Path path, long bytes, long made) {}

  /** A file that was found. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Found(Path path, byte[] content) {}

  private static final Comparator<Kept> NEWEST_FIRST = Comparator.comparing(Kept::made).reversed();

  private final Path folder;

  AnswerFolder(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /** Returns a name of fixed length for any content. */
  static String name(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Path subfolder(String about) {
    return folder.resolve(about.substring(0, 2));
  }

  private Path file(String about, String name, String ending) {
    return subfolder(about).resolve(about + "-" + name + ending);
  }

  /** Returns the content of a file; null if there is none. */
  byte @Nullable [] read(String about, String name, String ending) throws IOException {
    try {
      return Files.readAllBytes(file(about, name, ending));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Returns the files about a subject, newest first. */
  List<Found> of(String about, String ending) {
    List<Found> found = new ArrayList<>();
    try {
      for (Kept kept : kept(subfolder(about))) {
        String name = kept.path().getFileName().toString();
        if (name.startsWith(about) && name.endsWith(ending)) {
          found.add(new Found(kept.path(), Files.readAllBytes(kept.path())));
        }
      }
    } catch (IOException e) {
      // What cannot be read is unknown; the policy decides whether that is acceptable.
      return found;
    }
    return found;
  }

  /** Deletes an answer that a newer one has replaced. */
  void discard(Found found) {
    try {
      Files.deleteIfExists(found.path());
    } catch (IOException e) {
      // It stays until it is deleted to make room.
      return;
    }
  }

  List<byte[]> all(String ending) {
    List<byte[]> contents = new ArrayList<>();
    try (DirectoryStream<Path> subfolders = Files.newDirectoryStream(folder, SUBFOLDERS)) {
      for (Path subfolder : subfolders) {
        for (Kept kept : kept(subfolder)) {
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
    Path subfolder = Files.createDirectories(subfolder(about));
    Path written = Files.createTempFile(subfolder, "new", ".tmp");
    try {
      Files.write(written, content);
      // A content that claims to be from the future would outlast all others.
      Instant now = Instant.now();
      Files.setLastModifiedTime(written, FileTime.from(made.isAfter(now) ? now : made));
      move(written, file(about, name, ending));
    } finally {
      Files.deleteIfExists(written);
    }
    makeRoom(subfolder);
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Deletes the oldest answers, and no other files in the folder. */
  private void makeRoom(Path subfolder) throws IOException {
    makeRoom(kept(subfolder), MAX_FILES, MAX_BYTES);
    List<Kept> all = new ArrayList<>();
    try (DirectoryStream<Path> subfolders = Files.newDirectoryStream(folder, SUBFOLDERS)) {
      for (Path each : subfolders) {
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

  private static List<Kept> kept(Path subfolder) throws IOException {
    List<Kept> kept = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(subfolder)) {
      for (Path file : files) {
        if (file.getFileName().toString().matches(OWN)
            && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          kept.add(new Kept(file, Files.size(file), Files.getLastModifiedTime(file).toMillis()));
        }
      }
    } catch (NoSuchFileException e) {
      // There are no files about the subject yet, or another process has just deleted them.
      return kept;
    }
    kept.sort(NEWEST_FIRST);
    return kept;
  }
}
