/**
 * What the modules of Yiwang share and applications do not see: how they wait, how a builder says
 * what is missing, and how ids, lengths and foreign texts are checked. Uses no other package of
 * ours, and is exported to our own modules alone.
 */
@NullMarked
package io.yiwang.internal.shared;

import org.jspecify.annotations.NullMarked;
