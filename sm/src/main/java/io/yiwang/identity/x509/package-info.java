/**
 * Decides by certificates which gateway keys to trust. Start at {@link
 * io.yiwang.identity.x509.TrustAnchors}.
 */
@NullMarked
package io.yiwang.identity.x509;

import org.jspecify.annotations.NullMarked;
