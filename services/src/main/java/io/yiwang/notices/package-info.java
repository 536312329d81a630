/** News, policy and topics. Start at {@link io.yiwang.notices.NoticeClient}. */
@NullMarked
package io.yiwang.notices;

import org.jspecify.annotations.NullMarked;
