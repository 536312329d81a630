/**
 * Defines value types that several features share. Each type checks itself: if an instance exists,
 * it is valid.
 */
@NullMarked
package io.yiwang.value;

import org.jspecify.annotations.NullMarked;
