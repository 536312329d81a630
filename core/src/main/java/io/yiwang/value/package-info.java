/** Types that more than one feature shares. Each checks itself: if one exists, it is valid. */
@NullMarked
package io.yiwang.value;

import org.jspecify.annotations.NullMarked;
