/**
 * Who a citizen is, and documents signed by citizens. Start at {@link
 * io.yiwang.identity.IdentityClient}, {@link io.yiwang.identity.SigningClient} and {@link
 * io.yiwang.identity.SignedDocument}.
 *
 * <p>An answer may leave out whatever only describes (names, departments, notes, places, times that
 * decide nothing): such a part is nullable. See IGS/1 section 1, absent members.
 */
@NullMarked
package io.yiwang.identity;

import org.jspecify.annotations.NullMarked;
