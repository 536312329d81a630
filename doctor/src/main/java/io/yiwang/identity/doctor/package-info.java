/**
 * Why a signature does not verify, or a sealed value does not open: the usual mistakes, undone one
 * by one until it does. Start at {@link io.yiwang.identity.doctor.SignatureDoctor}.
 */
@NullMarked
package io.yiwang.identity.doctor;

import org.jspecify.annotations.NullMarked;
