/**
 * Receives callbacks in a servlet container, including Spring Boot's; needs {@code
 * jakarta.servlet-api}.
 */
@NullMarked
package io.yiwang.callbacks.servlet;

import org.jspecify.annotations.NullMarked;
