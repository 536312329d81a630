/**
 * Signing, verifying and sealing: the contracts, the schemes the JDK has, and whose key is trusted
 * when.
 */
@NullMarked
package io.yiwang.signing;

import org.jspecify.annotations.NullMarked;
