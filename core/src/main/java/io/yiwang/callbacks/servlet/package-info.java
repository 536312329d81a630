/** Callbacks in a servlet container, Spring's included; needs {@code jakarta.servlet-api}. */
@NullMarked
package io.yiwang.callbacks.servlet;

import org.jspecify.annotations.NullMarked;
