package io.yiwang.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.yiwang.Answers;
import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenSession;
import io.yiwang.identity.login.PendingLogin;
import io.yiwang.payments.Penalty;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.signing.AesGcmCipher;
import io.yiwang.value.AccessToken;
import io.yiwang.value.Confidential;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.session.jdbc.JdbcIndexedSessionRepository;
import org.springframework.session.jdbc.config.annotation.web.http.EnableJdbcHttpSession;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Tests that two nodes can share sessions in a database: one writes a session, the other reads it.
 */
class SharedSessionTest {
  private static final String DATABASE = "jdbc:h2:mem:shared-sessions;DB_CLOSE_DELAY=-1";
  private static final String CONTEXT = "SPRING_SECURITY_CONTEXT";

  @Configuration
  @EnableJdbcHttpSession
  static class Node {
    @Bean
    DataSource database() {
      JdbcDataSource database = new JdbcDataSource();
      database.setURL(DATABASE);
      return database;
    }

    @Bean
    PlatformTransactionManager transactions(DataSource database) {
      return new DataSourceTransactionManager(database);
    }
  }

  /** Makes a new cipher, since each node gets the key by itself. */
  private static AesGcmCipher cipher() {
    return new AesGcmCipher("k1", "0123456789abcdef0123456789abcdef".getBytes(UTF_8));
  }

  private static Quote quote() {
    Penalty penalty =
        Answers.read(
            Penalty.class,
            """
            {"decisionNumber": "3301061234567890", "principal": 15000, "surcharge": 0,
             "total": 15000, "quoteValidUntil": "2026-11-30T18:00:00+08:00", "status": "PAYABLE"}
            """);
    return new Quote(List.of(FineTicket.ofPlate("3301061234567890", "浙A12345")), List.of(penalty));
  }

  private static CitizenSession citizen() {
    return new CitizenSession(
        "subject-of-zhang",
        Confidential.of("张*"),
        null,
        "330106",
        Assurance.VERIFIED.code(),
        Instant.parse("2026-11-30T08:00:00Z"),
        new AccessToken("secret-token"),
        Instant.parse("2026-11-30T09:00:00Z"),
        Confidential.of("refresh-token"),
        Confidential.of("id-token"));
  }

  private static PendingLogin pending() {
    return new PendingLogin(
        URI.create("https://gw.example/authorize?x=1"),
        "state",
        "nonce",
        "verifier",
        Assurance.STRONG,
        Instant.parse("2026-11-30T08:00:00Z"),
        null);
  }

  private static <S extends Session> String store(SessionRepository<S> sessions) throws Exception {
    S session = sessions.createSession();
    session.setAttribute("quote", quote().text(cipher()));
    session.setAttribute("login", pending().text());
    session.setAttribute("citizen", citizen().text(cipher()));
    session.setAttribute(
        CONTEXT, new SecurityContextImpl(CitizenAuthentication.of(citizen(), cipher())));
    sessions.save(session);
    return session.getId();
  }

  @Test
  void session_writtenByOneNode_isReadByAnother() throws Exception {
    new ResourceDatabasePopulator(
            new ClassPathResource("org/springframework/session/jdbc/schema-h2.sql"))
        .execute(new Node().database());
    String id;
    try (var one = new AnnotationConfigApplicationContext(Node.class)) {
      id = store(one.getBean(JdbcIndexedSessionRepository.class));
    }

    try (var two = new AnnotationConfigApplicationContext(Node.class)) {
      Session session = two.getBean(JdbcIndexedSessionRepository.class).findById(id);
      Quote quote = Quote.of(session.getAttribute("quote"), cipher());
      assertThat(quote).isEqualTo(quote());
      assertThat(PendingLogin.of(session.getAttribute("login"))).isEqualTo(pending());
      assertThat(CitizenSession.of(session.getAttribute("citizen"), cipher())).isEqualTo(citizen());
      SecurityContextImpl context = session.getAttribute(CONTEXT);
      CitizenAuthentication citizen = (CitizenAuthentication) context.getAuthentication();
      assertThat(citizen.getName()).isEqualTo("subject-of-zhang");
      assertThat(citizen.session(cipher())).isEqualTo(citizen());
      assertThat(citizen.getAuthorities())
          .extracting(Object::toString)
          .containsExactly("ASSURANCE_BASIC", "ASSURANCE_VERIFIED");

      for (Map<String, Object> row :
          new JdbcTemplate(two.getBean(DataSource.class))
              .queryForList("SELECT ATTRIBUTE_BYTES FROM SPRING_SESSION_ATTRIBUTES")) {
        assertThat(new String((byte[]) row.get("ATTRIBUTE_BYTES"), UTF_8))
            .doesNotContain("浙A12345", "3301061234567890", "secret-token", "refresh-token");
      }
    }
  }
}
