/**
 * Messages to the government: submit, follow, rate. Start at {@link
 * io.yiwang.messages.MessageClient}.
 */
@NullMarked
package io.yiwang.messages;

import org.jspecify.annotations.NullMarked;
