/** Codes printed on decision letters and posters: start at {@link io.yiwang.qr.GovQrReader}. */
@NullMarked
package io.yiwang.qr;

import org.jspecify.annotations.NullMarked;
