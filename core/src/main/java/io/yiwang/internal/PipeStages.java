package io.yiwang.internal;

import org.jspecify.annotations.Nullable;

/**
 * The stages that a call passes through, in order, and what they share.
 *
 * @param captures writes exchanges to files; null if the application has not asked for them
 */
record PipeStages(
    RequestWriter writer,
    RequestSigner signer,
    HttpTransport transport,
    ReplyVerifier verifier,
    ReplyReader reader,
    TrustedKeys ring,
    KeyList keyList,
    GatewayClock clock,
    @Nullable CaptureFiles captures) {}
