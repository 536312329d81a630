/**
 * Implements calls in stages: writer, signer, transport, verifier and reader. Start at {@link
 * io.yiwang.internal.Pipe} and {@link io.yiwang.internal.CallExecution}.
 */
@NullMarked
package io.yiwang.internal;

import org.jspecify.annotations.NullMarked;
