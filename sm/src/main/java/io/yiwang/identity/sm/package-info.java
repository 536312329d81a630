/**
 * Signs, verifies and seals with SM2, SM3 and SM4. Start at {@link io.yiwang.identity.sm.SmKeys}.
 */
@NullMarked
package io.yiwang.identity.sm;

import org.jspecify.annotations.NullMarked;
