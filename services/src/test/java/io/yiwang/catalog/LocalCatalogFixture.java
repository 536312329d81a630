package io.yiwang.catalog;

import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Reply;
import io.yiwang.internal.json.StoredJson;
import io.yiwang.internal.json.UnstorableException;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Makes snapshots, and gateways that answer with them, for tests of the local catalog. */
@Timeout(60)
abstract class LocalCatalogFixture {
  static final OffsetDateTime THEN = OffsetDateTime.parse("2026-01-01T00:00:00+08:00");

  static final ServiceType TYPE = ServiceType.LICENSING;

  static final OnlineCapability ONLINE = OnlineCapability.WHOLE;

  @TempDir Path folder;

  @TempDir Path other;

  static ServiceSummary service(String code, String name, String... keywords) {
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

  static ServiceSummary english(String code, String name, String... keywords) {
    return in("en", code, name, keywords);
  }

  static ServiceSummary in(String language, String code, String name, String... keywords) {
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

  static ServiceSummary at(String code, String name, String region) {
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

  Path snapshot(ServiceSummary... services) throws IOException {
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

  static byte[] sha256(Path file) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
  }

  static void fill(LocalCatalog catalog, Path snapshot) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(snapshot));
    catalog.fill(snapshot, digest, "c0", count -> {});
  }

  static List<String> found(LocalCatalog catalog, String text) throws IOException {
    return catalog.search(LocalSearchQuery.text(text)).hits().stream()
        .map(hit -> hit.service().name())
        .toList();
  }

  /** Returns the names of the files in the catalog's folder, without random parts. */
  List<String> own() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("yiwang-catalog"))) {
      return all.map(each -> each.getFileName().toString().replaceAll("-.*", "-"))
          .sorted()
          .toList();
    }
  }

  /** Answers with some changes one after another, and with a snapshot whenever asked for one. */
  final class Answers implements Gateway {
    private final Queue<ServiceChanges> changes;
    private final ServiceChanges last;
    final AtomicInteger snapshots = new AtomicInteger();

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

  static ServiceChanges changes(String next, boolean more, ServiceChanges.Change... changes) {
    return new ServiceChanges(List.of(changes), next, more);
  }

  static ServiceChanges.Change upsert(ServiceSummary service) {
    return new ServiceChanges.Change("UPSERT", service, null);
  }
}
