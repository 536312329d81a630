package shop.wallet;

import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.signing.PayloadCipher;
import io.yiwang.spring.CitizenLoginConfigurer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Configures Spring Security for the wallet: open, or for citizens only if a test asks for it. */
@Configuration(proxyBeanMethods = false)
class WalletSecurity {
  @Bean
  @Profile("!citizens")
  SecurityFilterChain open(HttpSecurity http) throws Exception {
    http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
    http.csrf(AbstractHttpConfigurer::disable);
    return http.build();
  }

  /** Without this, Spring Boot would make a user and log the password. */
  @Bean
  UserDetailsService nobody() {
    return new InMemoryUserDetailsManager();
  }

  @Bean
  @Profile("citizens")
  PayloadCipher cipher() {
    return new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  }

  @Bean
  @Profile("citizens")
  SecurityFilterChain citizens(
      HttpSecurity http,
      CitizenLogin login,
      PayloadCipher cipher,
      @Value("${yiwang.gateways.gov.login.redirect-uri}") URI redirectUri)
      throws Exception {
    http.authorizeHttpRequests(requests -> requests.anyRequest().hasAuthority("ASSURANCE_BASIC"));
    http.with(new CitizenLoginConfigurer(login, cipher, redirectUri), it -> {});
    return http.build();
  }
}
