package io.yiwang.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.GovClient;
import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.identity.login.OpenIdProvider;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.testkit.GovSandbox;
import io.yiwang.testkit.LoginControls;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockHttpSession;
import org.springframework.mock.web.MockServletContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

@Timeout(60)
class CitizenLoginConfigurerTest {
  private static final URI BACK = URI.create("https://wallet.example/login/back");
  private static final PayloadCipher CIPHER =
      new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(UTF_8));

  private final GovSandbox sandbox = GovSandbox.start();
  private final GovClient gov = sandbox.clientBuilder().build();
  private AnnotationConfigWebApplicationContext context;
  private final AtomicReference<Authentication> seen = new AtomicReference<>();
  private FilterChainProxy application;
  private MockHttpSession browser = new MockHttpSession();

  @BeforeEach
  void start() {
    sandbox.loginControls().registerRedirect(BACK);
    start(Application.class);
  }

  private void start(Class<?> application) {
    context = new AnnotationConfigWebApplicationContext();
    context.setServletContext(new MockServletContext());
    context.register(application);
    context.addBeanFactoryPostProcessor(
        beans ->
            beans.registerSingleton(
                "login",
                CitizenLogin.builder()
                    .provider(OpenIdProvider.of(gov))
                    .clientId(LoginControls.CLIENT_ID)
                    .clientSecret(sandbox.loginControls().clientSecret())
                    .redirectUri(BACK)
                    .build()));
    context.refresh();
    this.application = context.getBean("springSecurityFilterChain", FilterChainProxy.class);
  }

  @AfterEach
  void stop() {
    context.close();
    gov.close();
    sandbox.close();
  }

  @Configuration
  @EnableWebSecurity
  static class Application {
    @Bean
    SecurityFilterChain chain(HttpSecurity http, CitizenLogin login) throws Exception {
      http.authorizeHttpRequests(
          requests -> requests.anyRequest().hasAuthority("ASSURANCE_VERIFIED"));
      http.with(
          new CitizenLoginConfigurer(login, CIPHER, BACK),
          it -> it.assurance(Assurance.VERIFIED).scopes("igs:signing"));
      return http.build();
    }
  }

  @Configuration
  @EnableWebSecurity
  static class WithoutSessionManagement {
    @Bean
    SecurityFilterChain chain(HttpSecurity http, CitizenLogin login) throws Exception {
      http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated());
      http.sessionManagement(AbstractHttpConfigurer::disable);
      http.with(new CitizenLoginConfigurer(login, CIPHER, BACK), it -> {});
      return http.build();
    }
  }

  /** Somebody else may have chosen the session's id before the login (session fixation). */
  @Test
  void get_returnWithoutSessionManagement_stillChangesTheSessionId() throws Exception {
    context.close();
    start(WithoutSessionManagement.class);
    String back = fromGateway(get("/fines").getRedirectedUrl());
    String before = browser.getId();

    assertThat(get(pathOf(back)).getStatus()).isEqualTo(302);

    assertThat(browser.getId()).isNotEqualTo(before);
  }

  @Test
  void get_returnWithAnUnreadablePendingLogin_isRejected() throws Exception {
    String back = fromGateway(get("/fines").getRedirectedUrl());
    browser.setAttribute("yiwang.pending-login", "of another version");

    assertThat(get(pathOf(back)).getStatus()).isEqualTo(401);
  }

  @Test
  void get_returnWhileTheGatewayIsDown_isRejected() throws Exception {
    String back = fromGateway(get("/fines").getRedirectedUrl());
    sandbox.close();

    assertThat(get(pathOf(back)).getStatus()).isEqualTo(401);
  }

  /** The citizen continues to the page that was requested, whatever the parameters say. */
  @Test
  void get_redirectParameterToAnotherHost_isIgnored() throws Exception {
    String back =
        fromGateway(get("/fines?redirect=https://evil.example/&continue").getRedirectedUrl());

    String next = get(pathOf(back) + "&spring-security-redirect=x").getRedirectedUrl();

    assertThat(next == null ? "" : URI.create(next).getAuthority()).isNotEqualTo("evil.example");
  }

  private MockHttpServletResponse get(String pathAndQuery) throws Exception {
    URI uri = URI.create(pathAndQuery);
    MockHttpServletRequest request =
        new MockHttpServletRequest(context.getServletContext(), "GET", uri.getPath());
    request.setServletPath(uri.getPath());
    request.setQueryString(uri.getRawQuery());
    request.setSession(browser);
    MockHttpServletResponse response = new MockHttpServletResponse();
    application.doFilter(
        request,
        response,
        new MockFilterChain() {
          @Override
          public void doFilter(
              jakarta.servlet.ServletRequest passed, jakarta.servlet.ServletResponse answer) {
            seen.set(SecurityContextHolder.getContext().getAuthentication());
          }
        });
    browser = (MockHttpSession) request.getSession();
    return response;
  }

  /** Returns the URL to which the gateway redirects the browser. */
  private static String fromGateway(String url) throws Exception {
    HttpResponse<Void> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.discarding());
    return answer.headers().firstValue("Location").orElseThrow();
  }

  private static String pathOf(String url) {
    URI uri = URI.create(url);
    return uri.getPath() + "?" + uri.getRawQuery();
  }

  @Test
  void get_protectedPage_goesThroughTheGatewayAndBackToIt() throws Exception {
    MockHttpServletResponse first = get("/fines?year=2026");
    assertThat(first.getStatus()).isEqualTo(302);
    assertThat(seen.get()).isNull();

    String back = fromGateway(first.getRedirectedUrl());
    assertThat(back).startsWith(BACK.toString());
    String before = browser.getId();
    MockHttpServletResponse returned = get(pathOf(back));
    assertThat(returned.getStatus()).isEqualTo(302);
    assertThat(returned.getRedirectedUrl()).contains("/fines?year=2026");
    assertThat(browser.getId()).as("session fixation").isNotEqualTo(before);

    get("/fines?year=2026");
    assertThat(seen.get()).isInstanceOf(CitizenAuthentication.class);
    CitizenAuthentication citizen = (CitizenAuthentication) seen.get();
    assertThat(citizen.getAuthorities()).extracting(Object::toString).contains("ASSURANCE_BASIC");
    assertThat(citizen.session(CIPHER).subject()).isEqualTo(citizen.getName());
  }

  @Test
  void get_sameReturnTwice_isRejected() throws Exception {
    String back = fromGateway(get("/fines").getRedirectedUrl());
    assertThat(get(pathOf(back)).getStatus()).isEqualTo(302);

    MockHttpServletResponse again = get(pathOf(back));
    assertThat(again.getStatus()).isEqualTo(401);
    // An error would show the container's error page, which is protected too.
    assertThat(again.getErrorMessage()).isNull();
  }

  @Test
  void get_returnInAnotherBrowser_isRejected() throws Exception {
    String back = fromGateway(get("/fines").getRedirectedUrl());
    browser = new MockHttpSession();

    assertThat(get(pathOf(back)).getStatus()).isEqualTo(401);
    get("/fines");
    assertThat(seen.get()).isNull();
  }

  @Test
  void get_returnWithAnotherState_isRejected() throws Exception {
    String back = fromGateway(get("/fines").getRedirectedUrl());

    assertThat(get(pathOf(back).replaceAll("state=[^&]+", "state=another")).getStatus())
        .isEqualTo(401);
  }

  @Test
  void authentication_serialised_isEqualOnAnotherNodeAndShowsNothing() throws Exception {
    get(pathOf(fromGateway(get("/fines").getRedirectedUrl())));
    get("/fines");
    CitizenAuthentication here = (CitizenAuthentication) seen.get();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(here);
    }

    CitizenAuthentication there;
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      there = (CitizenAuthentication) in.readObject();
    }

    assertThat(there).isEqualTo(here);
    assertThat(there.session(CIPHER)).isEqualTo(here.session(CIPHER));
    assertThat(bytes.toString(UTF_8)).doesNotContain(here.session(CIPHER).token().value());
    assertThat(there.toString()).doesNotContain(here.getName());
  }
}
