/**
 * Turns objects into JSON and back, by one set of conventions for the wire, the journal and tests.
 * It depends on values and keys, not on calls.
 */
@NullMarked
package io.yiwang.internal.json;

import org.jspecify.annotations.NullMarked;
