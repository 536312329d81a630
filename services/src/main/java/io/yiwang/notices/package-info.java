/**
 * News, policy and topics. Start at {@link io.yiwang.notices.NoticeClient}.
 *
 * <p>An answer may leave out whatever only describes (names, departments, notes, places, times that
 * decide nothing): such a part is nullable. See IGS/1 section 1, absent members.
 */
@NullMarked
package io.yiwang.notices;

import org.jspecify.annotations.NullMarked;
