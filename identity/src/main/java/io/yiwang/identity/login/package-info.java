/**
 * Lets citizens log in with their government account (IGS/1 section 5). Start at {@link
 * io.yiwang.identity.login.CitizenLogin}.
 */
@NullMarked
package io.yiwang.identity.login;

import org.jspecify.annotations.NullMarked;
