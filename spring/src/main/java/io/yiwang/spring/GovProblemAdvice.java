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
 * Answers a browser or app by RFC 9457 where a call to the government failed, in the language of
 * its {@code Accept-Language}: 503 where nothing was sent, 422 where the gateway said no, 504 where
 * nobody knows yet, 401 where a login did not come about. An advice of your own for these
 * exceptions comes first.
 */
@RestControllerAdvice
final class GovProblemAdvice {
  @ExceptionHandler
  ResponseEntity<ProblemDetail> notSent(NotSentException e, Locale locale) {
    return answer(
        HttpStatus.SERVICE_UNAVAILABLE,
        e,
        text(
            locale,
            "暂时无法连接政务服务，本次操作没有提交，请稍后再试。",
            "The government service cannot be reached; nothing was submitted. Please try again"
                + " later."));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> rejected(RejectedException e, Locale locale) {
    ResponseEntity<ProblemDetail> answer =
        answer(
            HttpStatus.UNPROCESSABLE_ENTITY,
            e,
            text(locale, "政务服务没有受理本次操作。", "The government service did not accept this."));
    ProblemDetail problem = answer.getBody();
    // Whatever else a gateway puts there is not for a browser.
    if (problem != null && e.code().matches("[A-Z][A-Z0-9_]{0,63}")) {
      problem.setProperty("code", e.code());
    }
    return answer;
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> unknown(OutcomeUnknownException e, Locale locale) {
    return answer(
        HttpStatus.GATEWAY_TIMEOUT,
        e,
        text(
            locale,
            "已经提交，结果尚未确认，请勿重复操作，稍后查询。",
            "It was submitted and the result is not known yet. Please do not repeat it; look it up"
                + " in a while."));
  }

  @ExceptionHandler
  ResponseEntity<ProblemDetail> login(LoginException e, Locale locale) {
    String said = e.text(isChinese(locale) ? Language.ZH_CN : Language.EN);
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.UNAUTHORIZED, said);
    problem.setProperty("reason", e.reason().name());
    return ResponseEntity.status(HttpStatus.UNAUTHORIZED).body(problem);
  }

  private static boolean isChinese(Locale locale) {
    return Locale.CHINESE.getLanguage().equals(locale.getLanguage());
  }

  private static String text(Locale locale, String chinese, String english) {
    return isChinese(locale) ? chinese : english;
  }

  private static ResponseEntity<ProblemDetail> answer(
      HttpStatus status, GovException e, String detail) {
    ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
    problem.setProperty("requestId", e.requestId());
    ResponseEntity.BodyBuilder answer = ResponseEntity.status(status);
    if (status == HttpStatus.SERVICE_UNAVAILABLE) {
      answer.header(HttpHeaders.RETRY_AFTER, "10");
    }
    return answer.body(problem);
  }
}
