/**
 * The government's news, policies and topics. Start at {@link io.yiwang.notices.NoticeClient}.
 *
 * <p>The gateway may omit parts of an answer that only describe something (names, departments,
 * notes, places, times on which nothing depends): these are nullable. See IGS/1 section 1, absent
 * members.
 */
@NullMarked
package io.yiwang.notices;

import org.jspecify.annotations.NullMarked;
