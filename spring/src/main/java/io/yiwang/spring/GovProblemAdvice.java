package io.yiwang.spring;

import io.yiwang.GovException;
import io.yiwang.NotSentException;
import io.yiwang.OutcomeUnknownException;
import io.yiwang.RejectedException;
import io.yiwang.identity.login.LoginException;
import io.yiwang.value.Language;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Answers a browser or app by RFC 9457 when a call to the gateway has failed, in the language of
 * its {@code Accept-Language}: with 503 if nothing was sent, 422 if the gateway rejected the call,
 * 504 if the outcome is unknown, and 401 if a login failed. Your own advice for these exceptions
 * has precedence.
 */
@RestControllerAdvice
final class GovProblemAdvice {
  @ExceptionHandler
  ResponseEntity<ProblemDetail> notSent(NotSentException e, Locale locale) {
    return answer(HttpStatus.SERVICE_UNAVAILABLE, e, locale);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> rejected(RejectedException e, Locale locale) {
    ResponseEntity<ProblemDetail> answer = answer(HttpStatus.UNPROCESSABLE_ENTITY, e, locale);
    ProblemDetail problem = answer.getBody();
    // Anything else that a gateway may put there must not reach a browser.
    if (problem != null && e.code().matches("[A-Z][A-Z0-9_]{0,63}")) {
      problem.setProperty("code", e.code());
    }
    return answer;
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unknown(OutcomeUnknownException e, Locale locale) {
    return answer(HttpStatus.GATEWAY_TIMEOUT, e, locale);
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> login(LoginException e, Locale locale) {
    ProblemDetail problem =
        ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED, e.text(language(locale)));
    problem.setProperty("reason", e.reason().name());
    return ResponseEntity.status(HttpStatus.UNAUTHORIZED).body(problem);
  }

  private static Language language(Locale locale) {
    return Locale.CHINESE.getLanguage().equals(locale.getLanguage()) ? Language.ZH_CN : Language.EN;
  }

  private static ResponseEntity<ProblemDetail> answer(
      HttpStatus status, GovException e, Locale locale) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, e.text(language(locale)));
    problem.setProperty("requestId", e.requestId());
    ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
    if (status == HttpStatus.SERVICE_UNAVAILABLE) {
      answer.header(HttpHeaders.RETRY_AFTER, "10");
    }
    return answer.body(problem);
  }
}
