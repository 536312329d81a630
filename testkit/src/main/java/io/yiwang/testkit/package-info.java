/**
 * Runs a complete IGS/1 gateway inside the process, for tests. Start at {@link
 * io.yiwang.testkit.GovSandbox}.
 *
 * <p>It is written from the interface document and not from the clients: it reads and writes JSON
 * trees and validates them against the OpenAPI document, so that both sides cannot share a mistake.
 */
@NullMarked
package io.yiwang.testkit;

import org.jspecify.annotations.NullMarked;
