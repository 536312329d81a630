package io.yiwang.internal;

import java.time.Instant;

/**
 * A verified answer of the gateway to this request.
 *
 * @param created when the gateway signed it, by the gateway's clock
 * @param fresh whether that is within 300 s of this machine's clock and it has not expired; an
 *     answer that is not fresh may only be used to correct the clock
 */
record VerifiedReply(RawReply reply, Instant created, boolean fresh) {}
