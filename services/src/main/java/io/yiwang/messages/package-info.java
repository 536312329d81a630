/**
 * Messages to the government: submit, follow, rate. Start at {@link
 * io.yiwang.messages.MessageClient}.
 *
 * <p>The gateway may omit parts of an answer that only describe something (names, departments,
 * notes, places, times on which nothing depends): these are nullable. See IGS/1 section 1, absent
 * members.
 */
@NullMarked
package io.yiwang.messages;

import org.jspecify.annotations.NullMarked;
