/**
 * Connects Yiwang to Spring Boot: clients, cashier, workers, callbacks, health and metrics from
 * {@code yiwang.*} properties. One jar serves Spring Boot 3.5 and 4. Start at {@link
 * io.yiwang.spring.YiwangProperties}; a bean of your own takes the place of any that is made here.
 */
@NullMarked
package io.yiwang.spring;

import org.jspecify.annotations.NullMarked;
