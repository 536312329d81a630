/**
 * The rooms a call passes through, in order: codec, attempts, signer, transport, verifier, reader.
 */
@NullMarked
package io.yiwang.internal;

import org.jspecify.annotations.NullMarked;
