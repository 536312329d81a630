package io.yiwang.catalog;

import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes one public service, as searches return it.
 *
 * <p>Later versions may have more parts: in tests, make one from JSON with {@link
 * io.yiwang.Answers}, not with the constructor.
 *
 * @param code 实施编码: the service of one department; opaque
 * @param basicCode 基本编码: the same for all departments that offer the service
 * @param type by GB/T 39046 A.1
 * @param url where the service is used online
 * @param payable whether the service costs something
 * @param language the BCP 47 tag of the texts
 * @see "IGS/1 section 3; GB/T 39046-2020 table 4"
 */
public record ServiceSummary(
    ServiceCode code,
    @Nullable String basicCode,
    @Nullable String name,
    @Nullable RegionCode region,
    @Nullable Department department,
    @Nullable ServiceType type,
    List<Audience> audiences,
    List<String> themes,
    List<String> collections,
    List<String> keywords,
    @Nullable OnlineCapability online,
    @Nullable String url,
    @Nullable Boolean payable,
    @Nullable String language,
    @Nullable OffsetDateTime updatedAt) {
  /** Copies the lists. */
  public ServiceSummary {
    audiences = List.copyOf(audiences);
    themes = List.copyOf(themes);
    collections = List.copyOf(collections);
    keywords = List.copyOf(keywords);
  }
}
