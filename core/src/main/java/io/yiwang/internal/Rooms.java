package io.yiwang.internal;

import io.yiwang.signing.KeyRing;
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
    KeyRing ring,
    KeyList keyList,
    GatewayClock clock,
    @Nullable CaptureFiles captures) {}
