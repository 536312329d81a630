/** Receives callbacks in Spring MVC; needs {@code spring-webmvc}. */
@NullMarked
package io.yiwang.callbacks.spring;

import org.jspecify.annotations.NullMarked;
