/**
 * Holds what the modules of Yiwang share and applications do not see: back-off, workers' rounds,
 * checks of settings, ids, lengths and untrusted text, and GCM. It uses no other package of Yiwang
 * and is exported to Yiwang's modules only.
 */
@NullMarked
package io.yiwang.internal.shared;

import org.jspecify.annotations.NullMarked;
