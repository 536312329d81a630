package io.yiwang.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Knows which services each region has opened. */
final class OpenRegions {
  static final String FINES = "FINES";
  static final String MESSAGES = "MESSAGES";
  static final String SIGNING = "SIGNING";

  /** The provinces whose fines can be paid. */
  private static final Set<String> FINE_PROVINCES = Set.of("11", "31", "33", "44");

  /** 淳安县 belongs to Hangzhou and has not joined yet; such gaps are normal at first. */
  private static final Set<String> WITHOUT_FINES = Set.of("330127");

  private static final Set<String> SIGNING_PROVINCES = Set.of("11", "33");

  private static final Set<String> WITHOUT_MESSAGES = Set.of("71", "81", "82");

  private OpenRegions() {}

  static boolean forFines(String region) {
    return FINE_PROVINCES.contains(region.substring(0, 2)) && !WITHOUT_FINES.contains(region);
  }

  static boolean isWholeCountry(String region) {
    return Regions.significant(region).isEmpty();
  }

  /**
   * Returns whether a region accepts messages: the whole country does, and all regions but a few.
   */
  static boolean forMessages(String region) {
    return isWholeCountry(region)
        || (Regions.isKnown(region) && !WITHOUT_MESSAGES.contains(region.substring(0, 2)));
  }

  static List<String> services(String region) {
    List<String> services = new ArrayList<>();
    if (forFines(region)) {
      services.add(FINES);
    }
    if (forMessages(region)) {
      services.add(MESSAGES);
    }
    if (SIGNING_PROVINCES.contains(region.substring(0, 2))) {
      services.add(SIGNING);
    }
    return services;
  }
}
