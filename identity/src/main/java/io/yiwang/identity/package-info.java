/**
 * Who a citizen is, and documents signed by citizens. Start at {@link
 * io.yiwang.identity.IdentityClient}, {@link io.yiwang.identity.SigningClient} and {@link
 * io.yiwang.identity.SignedDocument}.
 */
@NullMarked
package io.yiwang.identity;

import org.jspecify.annotations.NullMarked;
