/**
 * Runnable examples. Start with {@link io.yiwang.examples.Tour}; {@link
 * io.yiwang.examples.PayAFine} is the shortest that moves money.
 */
@NullMarked
package io.yiwang.examples;

import org.jspecify.annotations.NullMarked;
