/**
 * Messages to the government: submit, follow, rate. Start at {@link
 * io.yiwang.messages.MessageClient}.
 *
 * <p>An answer may leave out whatever only describes (names, departments, notes, places, times that
 * decide nothing): such a part is nullable. See IGS/1 section 1, absent members.
 */
@NullMarked
package io.yiwang.messages;

import org.jspecify.annotations.NullMarked;
