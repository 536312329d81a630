package io.yiwang.catalog;

import io.yiwang.Download;
import io.yiwang.Gateway;
import io.yiwang.GovRequest;
import io.yiwang.Operation;
import io.yiwang.Operation.Answer;
import io.yiwang.Pages;
import io.yiwang.RejectedException;
import io.yiwang.value.Language;
import io.yiwang.value.ServiceCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds public services and tells how to use them. Thread-safe.
 *
 * <p>All methods throw what {@link Gateway#call} throws.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 3"
 */
public class CatalogClient {
  /** The calls that this client makes, for whoever writes another {@link Gateway}. */
  public static final List<Operation> OPERATIONS =
      List.of(
          Operation.query("catalog.search", "services", Answer.PAGE, ServiceSummary.class),
          Operation.query("catalog.guide", "services/{code}", Answer.OBJECT, ServiceGuide.class),
          Operation.query(
              "catalog.changes", "services/changes", Answer.OBJECT, ServiceChanges.class),
          Operation.query("catalog.snapshot", "services/snapshot", Answer.FILE, Download.class),
          Operation.query(
              "catalog.collections", "collections", Answer.LIST, ServiceCollection.class),
          Operation.query("catalog.themes", "themes", Answer.LIST, Theme.class),
          Operation.query("catalog.regions", "regions", Answer.LIST, Region.class));

  private static final long MAX_SNAPSHOT = 4L << 30;

  private final Gateway gateway;
  private final @Nullable Language language;

  /** Makes a client of that gateway, in the gateway client's own language. */
  public CatalogClient(Gateway gateway) {
    this(gateway, null);
  }

  CatalogClient(Gateway gateway, @Nullable Language language) {
    this.gateway = gateway;
    this.language = language;
  }

  /** Returns the gateway account that it asks, where the gateway has a name. */
  @Nullable String account() {
    try {
      return gateway.account();
    } catch (IllegalStateException e) {
      // Searching the catalog needs no name.
      return null;
    }
  }

  /** Returns the same catalog in another language. */
  public CatalogClient in(Language language) {
    return new CatalogClient(gateway, language);
  }

  /** Finds services, best match first, fetched a page at a time as they are read. */
  public Pages<ServiceSummary> search(ServiceQuery query) {
    return query.narrow(
        Pages.of(
            gateway,
            query.on(
                withLanguage(
                    GovRequest.page("catalog.search", "services", ServiceSummary.class)))));
  }

  /**
   * Returns all about one service.
   *
   * @throws RejectedException with {@code SERVICE_UNKNOWN}, or {@code SERVICE_WITHDRAWN}: then
   *     {@link #replacement} may name the one to use
   */
  public ServiceGuide guide(ServiceCode code) {
    return gateway.call(
        withLanguage(GovRequest.query("catalog.guide", "services/{code}", ServiceGuide.class))
            .segment("code", code.value()));
  }

  /** Returns the service that replaces one that was withdrawn, as {@link #guide} reported. */
  public static Optional<ServiceCode> replacement(RejectedException withdrawn) {
    return Optional.ofNullable(withdrawn.member("replacedBy", ServiceCode.class));
  }

  /**
   * Returns what has changed since a cursor that the snapshot or an earlier answer gave.
   *
   * @param limit 1 to 1000
   * @throws RejectedException with {@code CURSOR_EXPIRED}: begin again with the snapshot
   */
  public ServiceChanges changes(String since, int limit) {
    if (limit < 1 || limit > 1000) {
      throw new IllegalArgumentException("limit must be 1 to 1000, got " + limit);
    }
    return gateway.call(
        withLanguage(GovRequest.query("catalog.changes", "services/changes", ServiceChanges.class))
            .parameter("since", since)
            .parameter("limit", limit));
  }

  /**
   * Fetches the whole catalog as NDJSON, one {@link ServiceSummary} a line. It is put in its place
   * only whole and verified; its header {@code Igs-Cursor} says where {@link #changes} continues
   * from. Takes up to ten minutes.
   *
   * @param file in a folder that exists; what is there is replaced
   * @param etag the {@code ETag} of the snapshot that the caller has; where it is still the newest,
   *     nothing is fetched and the download is not {@linkplain Download#modified modified}
   */
  public Download snapshot(Path file, @Nullable String etag) {
    return gateway.call(
        withLanguage(
                GovRequest.download("catalog.snapshot", "services/snapshot", file, MAX_SNAPSHOT))
            .header("If-None-Match", etag)
            .timeout(Duration.ofMinutes(10)));
  }

  /** Returns the service hall's collections. */
  public List<ServiceCollection> collections() {
    return gateway.call(
        withLanguage(
            GovRequest.list("catalog.collections", "collections", ServiceCollection.class)));
  }

  /** Returns the themes for everybody. */
  public List<Theme> themes() {
    return gateway.call(withLanguage(GovRequest.list("catalog.themes", "themes", Theme.class)));
  }

  /** Returns the themes for one audience. */
  public List<Theme> themes(Audience audience) {
    return gateway.call(
        withLanguage(GovRequest.list("catalog.themes", "themes", Theme.class))
            .parameter("audience", audience.code()));
  }

  /** Returns the regions, and what the gateway is open for in each. */
  public List<Region> regions() {
    return gateway.call(withLanguage(GovRequest.list("catalog.regions", "regions", Region.class)));
  }

  private <T> GovRequest<T> withLanguage(GovRequest<T> request) {
    return language == null ? request : request.language(language);
  }
}
