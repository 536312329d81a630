/** Receives callbacks with the JDK's own HTTP server; needs the module {@code jdk.httpserver}. */
@NullMarked
package io.yiwang.callbacks.httpserver;

import org.jspecify.annotations.NullMarked;
