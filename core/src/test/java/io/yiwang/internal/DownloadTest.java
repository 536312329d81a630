package io.yiwang.internal;

import static io.yiwang.internal.ScriptedServer.cutsAfter;
import static io.yiwang.internal.ScriptedServer.signed;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.Download;
import io.yiwang.GovRequest;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.OutcomeUnknownException.Reason;
import io.yiwang.RejectedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a file is saved only if it is complete and verified. */
class DownloadTest {
  private static final String LINES = "{\"n\":1}\n".repeat(50_000);

  @TempDir Path folder;
  private final TestPipe pipe = new TestPipe();
  private Path target;

  @BeforeEach
  void old() throws IOException {
    target = folder.resolve("day.ndjson");
    Files.writeString(target, "the one of yesterday");
  }

  @AfterEach
  void close() throws IOException {
    pipe.close();
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(target), left.toList(), "no part is left beside the target");
    }
  }

  private GovRequest<Download> request() {
    return GovRequest.download("fine.statement", "statements/d", target, 1 << 20);
  }

  private Answer lines() {
    return pipe.gateway.answers(200, LINES).header("content-type", "application/x-ndjson");
  }

  private void assertFails(Reason reason) throws IOException {
    OutcomeUnknownException e =
        assertThrows(OutcomeUnknownException.class, () -> pipe.call(request()));
    assertEquals(reason, e.reason());
    assertEquals("the one of yesterday", Files.readString(target));
  }

  @Test
  void call_largeFile_isMovedIntoPlace() throws IOException {
    pipe.maxReplyBytes(1000).then(signed(lines().header("Igs-Cursor", "c-7")));

    Download download = pipe.call(request());

    assertTrue(download.modified());
    assertEquals(Optional.of("c-7"), download.header("IGS-Cursor"));
    assertEquals(target.toAbsolutePath(), download.file());
    assertEquals(LINES, Files.readString(target));
    assertEquals(LINES.length(), pipe.reports.get(0).bytesReceived());
  }

  @Test
  void call_gzippedFile_isVerifiedCompressedAndDecompressed() throws IOException {
    pipe.then(signed(lines().gzip()));

    pipe.call(request());

    assertEquals(LINES, Files.readString(target));
  }

  /** Checks an intermediary that removes the header, which is not signed. */
  @Test
  void call_contentEncodingRemoved_isNoticed() throws IOException {
    Answer packed = lines().gzip();
    pipe.then(
        (request, socket) -> {
          RawReply reply = packed.to(request.signature());
          Map<String, String> headers = new TreeMap<>(reply.headers());
          headers.remove("content-encoding");
          ScriptedServer.write(socket, new RawReply(200, headers, reply.body()));
          return true;
        });

    assertFails(Reason.UNREADABLE_REPLY);
  }

  @Test
  void call_contentEncodingAddedToAGzipFile_isNoticed() throws IOException {
    pipe.then(signed(lines().gzip().header("content-type", "application/gzip")));

    assertFails(Reason.UNREADABLE_REPLY);
  }

  @Test
  void call_gzipFile_isSavedUnchanged() throws IOException {
    Answer packed = lines().gzip().header("content-type", "Application/GZIP; x=1");
    pipe.then(signed(packed.header("content-encoding", "identity")));

    pipe.call(request());

    assertArrayEquals(packed.to(":YQ==:").body(), Files.readAllBytes(target));
  }

  @Test
  void call_gzipFileCompressedAgain_isDecompressedOnce() throws IOException {
    Answer once = lines().gzip();
    byte[] file = once.to(":YQ==:").body();
    pipe.then(signed(once.gzip().header("content-type", "application/x-gzip")));

    pipe.call(request());

    assertArrayEquals(file, Files.readAllBytes(target));
  }

  @Test
  void call_successWithoutAFile_isUnreadable() throws IOException {
    pipe.then(signed(pipe.gateway.answers(206, "{}")));

    assertFails(Reason.UNREADABLE_REPLY);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void call_file_isReadableByItsOwnerOnlyFromTheStart() throws IOException {
    Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rw-rw-rw-"));
    List<Set<PosixFilePermission>> whileItComes = new CopyOnWriteArrayList<>();
    pipe.then(
        (request, socket) -> {
          try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> !each.equals(target)).toList()) {
              whileItComes.add(Files.getPosixFilePermissions(file));
            }
          }
          return signed(lines().gzip()).serve(request, socket);
        });

    pipe.call(request());

    Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rw-------");
    assertEquals(List.of(owner), whileItComes);
    assertEquals(owner, Files.getPosixFilePermissions(target));
  }

  @Test
  void call_gzipBomb_isStoppedAtTheLimit() throws IOException {
    String zeros = "0".repeat((1 << 20) + 1);
    pipe.then(signed(pipe.gateway.answers(200, zeros).gzip()));

    assertFails(Reason.OVERSIZED_REPLY);
  }

  @Test
  void call_brokenGzip_isUnreadable() throws IOException {
    pipe.then(signed(lines().header("content-encoding", "gzip")));

    assertFails(Reason.UNREADABLE_REPLY);
  }

  @Test
  void call_largerThanTheLimit_isStopped() throws IOException {
    pipe.then(signed(pipe.gateway.answers(200, "0".repeat((1 << 20) + 1))));

    assertFails(Reason.OVERSIZED_REPLY);
  }

  @Test
  void call_wrongDigest_leavesTheOldFile() throws IOException {
    pipe.then(signed(lines().header("content-digest", Answer.sha256("other".getBytes(UTF_8)))));

    assertFails(Reason.UNTRUSTED_REPLY);
  }

  @Test
  void call_unsigned_leavesTheOldFile() throws IOException {
    pipe.then(ScriptedServer.reply(lines().unsigned()));

    assertFails(Reason.UNTRUSTED_REPLY);
  }

  @Test
  void call_truncated_isFetchedAgainFromTheStart() throws IOException {
    pipe.then(cutsAfter(1000, lines()), signed(lines()));

    pipe.call(request());

    assertEquals(LINES, Files.readString(target));
    assertEquals(2, pipe.received().size());
  }

  @Test
  void call_notModified_leavesTheFileAndReportsIt() throws IOException {
    pipe.then(signed(pipe.gateway.answersNothing(304).header("etag", "\"v7\"")));

    Download download = pipe.call(request().header("If-None-Match", "\"v7\""));

    assertFalse(download.modified());
    assertEquals(Optional.of("\"v7\""), download.header("ETag"));
    assertEquals("the one of yesterday", Files.readString(target));
    assertEquals("\"v7\"", pipe.received().get(0).header("if-none-match"));
  }

  @Test
  void call_rejected_isTheRejection() throws IOException {
    pipe.then(signed(pipe.gateway.refuses(404, "STATEMENT_NOT_READY")));

    RejectedException no = assertThrows(RejectedException.class, () -> pipe.call(request()));

    assertEquals("STATEMENT_NOT_READY", no.code());
    assertEquals("the one of yesterday", Files.readString(target));
  }

  @Test
  void call_noSuchFolder_isReportedBeforeAnythingIsSent() {
    Path nowhere = folder.resolve("none").resolve("file");

    NotSentException e =
        assertThrows(
            NotSentException.class,
            () -> pipe.call(GovRequest.download("fine.statement", "s", nowhere, 1)));

    assertEquals(NotSentException.Reason.UNWRITABLE_TARGET, e.reason());
    assertTrue(pipe.received().isEmpty());
  }

  @Test
  void call_targetIsAFolder_isReportedBeforeAnythingIsSent() {
    NotSentException e =
        assertThrows(
            NotSentException.class,
            () -> pipe.call(GovRequest.download("fine.statement", "s", folder, 1)));

    assertEquals(NotSentException.Reason.UNWRITABLE_TARGET, e.reason());
  }
}
