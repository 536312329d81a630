package io.yiwang.internal;

import java.time.Instant;

/**
 * An answer of the gateway to this very request.
 *
 * @param created when the gateway says that it signed it
 * @param fresh whether that is within 300 s of this machine's clock, and no {@code expires} has
 *     passed; an answer that is not fresh may serve to set the clock, and for nothing else
 */
record VerifiedReply(RawReply reply, Instant created, boolean fresh) {}
