package io.yiwang.value;

import java.time.ZoneOffset;

/**
 * Names the time zone of China, in which the gateway's days begin and end and its times are shown
 * to people. China has one time zone, and no daylight saving time since 1991.
 */
public final class ChinaTime {
  /** The offset UTC+8. */
  public static final ZoneOffset ZONE = ZoneOffset.ofHours(8);

  private ChinaTime() {}
}
