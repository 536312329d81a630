package io.yiwang.catalog;

import io.yiwang.value.RegionCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes a region, and what the gateway offers there.
 *
 * @param parent the next larger region
 * @param openFor {@code FINES}, {@code MESSAGES}, {@code SIGNING}, or codes of later versions
 */
public record Region(
    RegionCode code, @Nullable String name, @Nullable RegionCode parent, List<String> openFor) {
  /** Copies the list. */
  public Region {
    openFor = List.copyOf(openFor);
  }
}
