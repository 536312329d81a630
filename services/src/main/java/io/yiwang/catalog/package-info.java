/**
 * Public services: find one by text, region, theme or code. Start at {@link
 * io.yiwang.catalog.CatalogClient}.
 */
@NullMarked
package io.yiwang.catalog;

import org.jspecify.annotations.NullMarked;
