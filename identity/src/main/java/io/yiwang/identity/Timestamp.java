package io.yiwang.identity;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Holds the result of verifying a time stamp.
 *
 * @param finding {@link Finding#TIME_PROVEN}, or the reason why it proves nothing
 * @param detail for a programmer, in English
 * @param time the proven time; null where none is proven
 */
public record Timestamp(Finding finding, String detail, @Nullable Instant time) {}
