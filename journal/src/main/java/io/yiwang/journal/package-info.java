/**
 * Keeps durable intents: what is about to be done, under which id, and what became of it, so that a
 * restart finds it. Start at {@link Journal}.
 */
@NullMarked
package io.yiwang.journal;

import org.jspecify.annotations.NullMarked;
