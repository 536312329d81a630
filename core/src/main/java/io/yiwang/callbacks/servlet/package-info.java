/**
 * Callbacks in a servlet container, that of Spring Boot included; needs {@code
 * jakarta.servlet-api}.
 */
@NullMarked
package io.yiwang.callbacks.servlet;

import org.jspecify.annotations.NullMarked;
