/**
 * What the gateway tells without being asked: start at {@link
 * io.yiwang.callbacks.CallbackReceiver}.
 */
@NullMarked
package io.yiwang.callbacks;

import org.jspecify.annotations.NullMarked;
