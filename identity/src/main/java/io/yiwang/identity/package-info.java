/**
 * Checks who a citizen is, and has documents signed and verified. Start at {@link
 * io.yiwang.identity.IdentityClient}, {@link io.yiwang.identity.SigningClient} and {@link
 * io.yiwang.identity.SignedDocument}.
 *
 * <p>An answer may omit members that only describe something (names, departments, notes, places,
 * times on which nothing depends): they are nullable. See IGS/1 section 1, absent members.
 */
@NullMarked
package io.yiwang.identity;

import org.jspecify.annotations.NullMarked;
