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
 * Finds public services and describes how to use them. Thread-safe.
 *
 * <p>All methods throw what {@link Gateway#call} throws.
 *
 * <p>Not final, so that a proxy or a mock can take its place; extend it for nothing else.
 *
 * @see "IGS/1 section 3"
 */
public class CatalogClient {
  /** The operations that this client calls, for whoever implements another {@link Gateway}. */
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

  /** Creates a client of a gateway, in the gateway client's language. */
  public CatalogClient(Gateway gateway) {
    this(gateway, null);
  }

  CatalogClient(Gateway gateway, @Nullable Language language) {
    this.gateway = gateway;
    this.language = language;
  }

  /** Returns the gateway account that answers; null where the gateway has no name. */
  @Nullable String account() {
    try {
      return gateway.account();
    } catch (IllegalStateException e) {
      // The catalog can be searched without an account.
      return null;
    }
  }

  /** Returns a client of the same catalog in another language. */
  public CatalogClient withLanguage(Language language) {
    return new CatalogClient(gateway, language);
  }

  /** Returns services, best match first; each page is fetched when it is read. */
  public Pages<ServiceSummary> search(ServiceQuery query) {
    return query.narrow(
        Pages.of(
            gateway,
            query.on(
                withLanguage(
                    GovRequest.page("catalog.search", "services", ServiceSummary.class)))));
  }

  /**
   * Returns everything about one service.
   *
   * @throws RejectedException with {@code SERVICE_UNKNOWN}, or with {@code SERVICE_WITHDRAWN},
   *     where {@link #replacement} may name the service to use instead
   */
  public ServiceGuide guide(ServiceCode code) {
    return gateway.call(
        withLanguage(GovRequest.query("catalog.guide", "services/{code}", ServiceGuide.class))
            .segment("code", code.value()));
  }

  /** Returns the service that replaces a withdrawn one, by the exception of {@link #guide}. */
  public static Optional<ServiceCode> replacement(RejectedException withdrawn) {
    return Optional.ofNullable(withdrawn.member("replacedBy", ServiceCode.class));
  }

  /**
   * Returns the changes after a cursor of the snapshot or of an earlier answer.
   *
   * @param limit the most changes to return, 1 to 1000
   * @throws RejectedException with {@code CURSOR_EXPIRED}: start again with the snapshot
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
   * Fetches the whole catalog as NDJSON, one {@link ServiceSummary} a line. The file appears only
   * when it is complete and verified. The header {@code Igs-Cursor} says where {@link #changes}
   * continues from. Takes up to ten minutes.
   *
   * @param file in a folder that exists; an existing file is replaced
   * @param etag the {@code ETag} of the snapshot that the caller has; if that is still the newest,
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

  /** Returns all themes. */
  public List<Theme> themes() {
    return gateway.call(withLanguage(GovRequest.list("catalog.themes", "themes", Theme.class)));
  }

  /** Returns the themes for one audience. */
  public List<Theme> themes(Audience audience) {
    return gateway.call(
        withLanguage(GovRequest.list("catalog.themes", "themes", Theme.class))
            .parameter("audience", audience.code()));
  }

  /** Returns the regions, with what the gateway offers in each. */
  public List<Region> regions() {
    return gateway.call(withLanguage(GovRequest.list("catalog.regions", "regions", Region.class)));
  }

  private <T> GovRequest<T> withLanguage(GovRequest<T> request) {
    return language == null ? request : request.language(language);
  }
}
