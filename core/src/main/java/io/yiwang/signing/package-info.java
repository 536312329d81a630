/**
 * Signs, verifies and seals: the interfaces, and their implementations with the schemes of the JDK.
 * Start at {@link io.yiwang.signing.Signer}.
 */
@NullMarked
package io.yiwang.signing;

import org.jspecify.annotations.NullMarked;
