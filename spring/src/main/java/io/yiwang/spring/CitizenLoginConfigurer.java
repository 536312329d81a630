package io.yiwang.spring;

import io.yiwang.GovException;
import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.identity.login.LoginException;
import io.yiwang.identity.login.PendingLogin;
import io.yiwang.signing.PayloadCipher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.AbstractAuthenticationProcessingFilter;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.authentication.UsernamePasswordAuthenticationFilter;
import org.springframework.security.web.authentication.session.ChangeSessionIdAuthenticationStrategy;
import org.springframework.security.web.authentication.session.SessionAuthenticationStrategy;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.security.web.savedrequest.RequestCache;

/**
 * Lets citizens log in through the gateway in an application with Spring Security. A browser that
 * requests a protected page is sent to the gateway, returns to the redirect URI, and continues to
 * the page with a {@link CitizenAuthentication}. A login that fails is answered with 401, unless a
 * {@linkplain #failureHandler failure handler} is set.
 *
 * <pre>{@code
 * @Bean
 * SecurityFilterChain chain(HttpSecurity http, CitizenLogin login, PayloadCipher cipher) {
 *   http.authorizeHttpRequests(
 *       requests -> requests.anyRequest().hasAuthority("ASSURANCE_VERIFIED"));
 *   http.with(
 *       new CitizenLoginConfigurer(login, cipher, redirectUri), it -> it.assurance(VERIFIED));
 *   return http.build();
 * }
 * }</pre>
 */
public final class CitizenLoginConfigurer
    extends AbstractHttpConfigurer<CitizenLoginConfigurer, HttpSecurity> {
  private static final String PENDING = "yiwang.pending-login";

  private final CitizenLogin login;
  private final PayloadCipher cipher;
  private final URI redirectUri;
  private Assurance wanted = Assurance.BASIC;
  private String[] scopes = {};

  /**
   * Sets the status directly: the container's error page is protected too, and would begin a login
   * again.
   */
  private AuthenticationFailureHandler failureHandler =
      (request, response, failure) -> response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);

  /**
   * Configures the login.
   *
   * @param cipher encrypts the data in the session
   * @param redirectUri as registered with the gateway; citizens return to its path
   */
  public CitizenLoginConfigurer(CitizenLogin login, PayloadCipher cipher, URI redirectUri) {
    this.login = login;
    this.cipher = cipher;
    this.redirectUri = redirectUri;
  }

  /** Sets the lowest level of assurance that is accepted; {@code BASIC} by default. */
  public CitizenLoginConfigurer assurance(Assurance least) {
    wanted = least;
    return this;
  }

  /** Sets further scopes to request, such as {@code igs:signing}. */
  public CitizenLoginConfigurer scopes(String... more) {
    scopes = more.clone();
    return this;
  }

  /** Sets how a failed login is answered; with 401 and no body by default. */
  public CitizenLoginConfigurer failureHandler(AuthenticationFailureHandler handler) {
    failureHandler = handler;
    return this;
  }

  @Override
  public void init(HttpSecurity http) throws Exception {
    http.exceptionHandling(
        handling ->
            handling.authenticationEntryPoint(
                (request, response, refused) -> send(request, response)));
  }

  /** Sends the browser to the gateway, and keeps the pending login in the session. */
  private void send(HttpServletRequest request, HttpServletResponse response) throws IOException {
    PendingLogin pending = login.begin(wanted, scopes);
    request.getSession().setAttribute(PENDING, pending.text());
    response.sendRedirect(pending.url().toString());
  }

  @Override
  public void configure(HttpSecurity http) {
    SecurityContextRepository contexts = http.getSharedObject(SecurityContextRepository.class);
    SessionAuthenticationStrategy sessions =
        http.getSharedObject(SessionAuthenticationStrategy.class);
    RequestCache requests = http.getSharedObject(RequestCache.class);
    ReturnFilter filter = new ReturnFilter();
    filter.setSecurityContextRepository(
        contexts == null ? new HttpSessionSecurityContextRepository() : contexts);
    // Against session fixation: somebody else may have chosen the session's id.
    filter.setSessionAuthenticationStrategy(
        sessions == null ? new ChangeSessionIdAuthenticationStrategy() : sessions);
    SavedRequestAwareAuthenticationSuccessHandler successHandler =
        new SavedRequestAwareAuthenticationSuccessHandler();
    if (requests != null) {
      successHandler.setRequestCache(requests);
    }
    filter.setAuthenticationSuccessHandler(successHandler);
    filter.setAuthenticationFailureHandler(failureHandler);
    http.addFilterBefore(filter, UsernamePasswordAuthenticationFilter.class);
  }

  /** Completes the login when the browser returns. */
  private final class ReturnFilter extends AbstractAuthenticationProcessingFilter {
    ReturnFilter() {
      super(
          request ->
              request.getMethod().equals("GET")
                  && request.getRequestURI().equals(redirectUri.getRawPath()));
      // Completing the login has verified everything.
      setAuthenticationManager(authentication -> authentication);
    }

    @Override
    public Authentication attemptAuthentication(
        HttpServletRequest request, HttpServletResponse response) {
      HttpSession session = request.getSession(false);
      Object pending = session == null ? null : session.getAttribute(PENDING);
      if (!(pending instanceof String text)) {
        throw new BadCredentialsException("no login was begun in this session");
      }
      // A pending login is valid for one return only.
      session.removeAttribute(PENDING);
      try {
        return CitizenAuthentication.of(
            login.complete(pending(text), redirectUri + "?" + request.getQueryString()), cipher);
      } catch (LoginException e) {
        throw new BadCredentialsException("the login failed: " + e.reason(), e);
      } catch (GovException e) {
        throw new AuthenticationServiceException("the gateway did not say who it is", e);
      } catch (GeneralSecurityException e) {
        throw new AuthenticationServiceException("the session could not be encrypted", e);
      }
    }

    private static PendingLogin pending(String text) {
      try {
        return PendingLogin.of(text);
      } catch (IllegalArgumentException e) {
        // Another version of the application has written it, or somebody else.
        throw new BadCredentialsException("the login that was begun cannot be read", e);
      }
    }
  }
}
