/**
 * A whole IGS/1 gateway in the process, for tests. Start at {@link io.yiwang.testkit.GovSandbox}.
 *
 * <p>Written from the interface document, not from the clients: it reads and writes JSON trees and
 * checks them against the OpenAPI document, so that both sides cannot share one mistake.
 */
@NullMarked
package io.yiwang.testkit;

import org.jspecify.annotations.NullMarked;
