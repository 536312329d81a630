package io.yiwang.internal;

import org.jspecify.annotations.Nullable;

/**
 * The rooms that a call passes, in their order, and what they share.
 *
 * @param captures records exchanges for the doctor, where the application wants that
 */
record Rooms(
    RequestWriter writer,
    RequestSigner signer,
    HttpTransport transport,
    ReplyVerifier verifier,
    ReplyReader reader,
    TrustedKeys ring,
    KeyList keyList,
    GatewayClock clock,
    @Nullable CaptureFiles captures) {}
