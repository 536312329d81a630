package io.yiwang.value;

import java.time.ZoneOffset;

/**
 * Names the time of all of China, in which the gateway's days begin and end, and in which its times
 * are shown to people. China has one zone, and no summer time since 1991.
 */
public final class ChinaTime {
  /** UTC+8. */
  public static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

  private ChinaTime() {}
}
