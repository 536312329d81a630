/**
 * Who a citizen is, and documents signed by citizens. Start at {@link
 * io.yiwang.identity.IdentityClient} and {@link io.yiwang.identity.SigningClient}.
 */
@NullMarked
package io.yiwang.identity;

import org.jspecify.annotations.NullMarked;
