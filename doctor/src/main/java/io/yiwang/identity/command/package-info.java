/**
 * Implements {@code java -jar yiwang-doctor-tools.jar}. The package is not exported: its interface
 * is the command line.
 */
@NullMarked
package io.yiwang.identity.command;

import org.jspecify.annotations.NullMarked;
