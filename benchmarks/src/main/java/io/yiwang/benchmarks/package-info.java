/**
 * Measures what a signed call costs, as ratios to named baselines in the same run. Start at {@link
 * io.yiwang.benchmarks.Ratios}.
 */
@NullMarked
package io.yiwang.benchmarks;

import org.jspecify.annotations.NullMarked;
