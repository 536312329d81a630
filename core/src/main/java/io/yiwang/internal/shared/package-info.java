/**
 * What the modules of Yiwang share and applications do not see: how they wait, and how a builder
 * says what is missing. Exported to those modules alone.
 */
@NullMarked
package io.yiwang.internal.shared;

import org.jspecify.annotations.NullMarked;
