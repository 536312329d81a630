/**
 * Configures clients, cashier, workers, callbacks, health and metrics from {@code yiwang.*}
 * properties of Spring Boot 3.5 and 4. Start at {@link io.yiwang.spring.YiwangProperties}. A bean
 * of your own replaces any that is made here.
 */
@NullMarked
package io.yiwang.spring;

import org.jspecify.annotations.NullMarked;
