/**
 * Receives events that the gateway sends on its own initiative. Start at {@link
 * io.yiwang.callbacks.CallbackReceiver}.
 */
@NullMarked
package io.yiwang.callbacks;

import org.jspecify.annotations.NullMarked;
