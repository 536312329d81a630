/**
 * Public services: find one by text, region, theme or code. Start at {@link
 * io.yiwang.catalog.CatalogClient}.
 *
 * <p>The gateway may omit parts of an answer that only describe something (names, departments,
 * notes, places, times on which nothing depends): these are nullable. See IGS/1 section 1, absent
 * members.
 */
@NullMarked
package io.yiwang.catalog;

import org.jspecify.annotations.NullMarked;
