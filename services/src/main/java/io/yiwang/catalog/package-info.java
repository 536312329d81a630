/**
 * Public services: find one by text, region, theme or code. Start at {@link
 * io.yiwang.catalog.CatalogClient}.
 *
 * <p>An answer may leave out whatever only describes (names, departments, notes, places, times that
 * decide nothing): such a part is nullable. See IGS/1 section 1, absent members.
 */
@NullMarked
package io.yiwang.catalog;

import org.jspecify.annotations.NullMarked;
