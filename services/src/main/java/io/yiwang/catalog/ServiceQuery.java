package io.yiwang.catalog;

import io.yiwang.GovRequest;
import io.yiwang.Pages;
import io.yiwang.internal.shared.Id;
import io.yiwang.internal.shared.Length;
import io.yiwang.value.RegionCode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Says which services to find. Every part narrows the search. Immutable.
 *
 * @see "IGS/1 section 3"
 */
public final class ServiceQuery {
  /** Finds every service. */
  public static final ServiceQuery ALL = new ServiceQuery(List.of(), null);

  private final List<GovRequest.Parameter> parameters;

  /** The region to which this client narrows the answer; null where the gateway does so. */
  private final @Nullable RegionCode narrowTo;

  private ServiceQuery(List<GovRequest.Parameter> parameters, @Nullable RegionCode narrowTo) {
    this.parameters = parameters;
    this.narrowTo = narrowTo;
  }

  /** Searches by a text of 1 to 100 characters. */
  public static ServiceQuery text(String text) {
    return ALL.and("text", Length.check(text, "text", 1, 100));
  }

  /**
   * Limits the search to this region and those within it. A former region means what it has become.
   * If that is several regions, the gateway is asked for a larger one and the answer is narrowed,
   * so pages may be shorter.
   */
  public ServiceQuery region(RegionCode region) {
    List<RegionCode> current = region.current();
    RegionCode asked =
        region.isCurrent() || current.isEmpty() ? region : RegionCode.enclosing(current);
    boolean isWider = !asked.equals(region) && !current.contains(asked);
    return new ServiceQuery(and("region", asked.code()).parameters, isWider ? region : null);
  }

  /** Limits the search to services of this type. */
  public ServiceQuery type(ServiceType type) {
    return and("type", type.code());
  }

  /** Limits the search to services for this audience. */
  public ServiceQuery audience(Audience audience) {
    return and("audience", audience.code());
  }

  /** Limits the search to a theme, by its code. */
  public ServiceQuery theme(String theme) {
    return and("theme", Id.check(theme, "theme"));
  }

  /** Limits the search to a department, by its unified social credit code. */
  public ServiceQuery department(String department) {
    return and("department", Id.check(department, "department"));
  }

  /** Limits the search to a collection, by its code. */
  public ServiceQuery collection(String collection) {
    return and("collection", Id.check(collection, "collection"));
  }

  /** Limits the search to services with exactly this online capability. */
  public ServiceQuery online(OnlineCapability online) {
    return and("online", online.code());
  }

  /** Limits the search to services that cost something, or to those that are free. */
  public ServiceQuery payable(boolean payable) {
    return and("payable", Boolean.toString(payable));
  }

  /** Sets the number of items on a page, 1 to 100; the gateway's default is 20. */
  public ServiceQuery pageSize(int items) {
    if (items < 1 || items > 100) {
      throw new IllegalArgumentException("a page must have 1 to 100 items, got " + items);
    }
    return and("limit", Integer.toString(items));
  }

  private ServiceQuery and(String name, String value) {
    Stream<GovRequest.Parameter> others =
        parameters.stream().filter(parameter -> !parameter.name().equals(name));
    return new ServiceQuery(
        Stream.concat(others, Stream.of(new GovRequest.Parameter(name, value))).toList(), narrowTo);
  }

  /** Shows the names of the parts alone: what a citizen searches for is private. */
  @Override
  public String toString() {
    return "ServiceQuery" + parameters.stream().map(GovRequest.Parameter::name).toList();
  }

  /** Removes services of other regions, where the gateway was asked for a larger region. */
  Pages<ServiceSummary> narrow(Pages<ServiceSummary> answer) {
    RegionCode wanted = narrowTo;
    return wanted == null
        ? answer
        : answer.filter(each -> each.region() != null && wanted.covers(each.region()));
  }

  <T> GovRequest<T> on(GovRequest<T> request) {
    GovRequest<T> narrowed = request;
    for (GovRequest.Parameter parameter : parameters) {
      narrowed = narrowed.parameter(parameter.name(), parameter.value());
    }
    return narrowed;
  }
}
