/** Holds what the packages of payments share and nobody else sees. */
@NullMarked
package io.yiwang.payments.internal;

import org.jspecify.annotations.NullMarked;
