/**
 * OFD documents (GB/T 33190-2016), such as fiscal receipts, and their electronic seals (GB/T
 * 38540-2020, before it GM/T 0031-2014).
 */
@NullMarked
package io.yiwang.ofd;

import org.jspecify.annotations.NullMarked;
