/**
 * Calls a government gateway. Start at {@link io.yiwang.GovClient}; typed clients build on {@link
 * io.yiwang.Gateway}.
 */
@NullMarked
package io.yiwang;

import org.jspecify.annotations.NullMarked;
