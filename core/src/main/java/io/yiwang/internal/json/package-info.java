/**
 * Turns models into JSON and back, by one set of conventions for the wire, the journal and tests.
 * It knows values and keys, and nothing of calls.
 */
@NullMarked
package io.yiwang.internal.json;

import org.jspecify.annotations.NullMarked;
