/**
 * Citizens log in with their government account (IGS/1 section 5); needs {@code
 * com.nimbusds:oauth2-oidc-sdk}.
 */
@NullMarked
package io.yiwang.identity.login;

import org.jspecify.annotations.NullMarked;
