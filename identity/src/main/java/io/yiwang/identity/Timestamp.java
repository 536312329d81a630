package io.yiwang.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Says what a time stamp is worth.
 *
 * @param finding {@link Finding#TIME_PROVEN}, or why it proves nothing
 * @param detail for a programmer, in English
 * @param time what it proves; null where it proves none
 */
public record Timestamp(Finding finding, String detail, @Nullable Instant time) {}
