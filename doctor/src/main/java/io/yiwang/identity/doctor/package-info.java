/**
 * Finds out why a signature does not verify or a sealed value cannot be opened, by undoing common
 * mistakes until it works. Start at {@link io.yiwang.identity.doctor.SignatureDoctor}.
 */
@NullMarked
package io.yiwang.identity.doctor;

import org.jspecify.annotations.NullMarked;
