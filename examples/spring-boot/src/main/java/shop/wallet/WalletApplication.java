package shop.wallet;

import io.yiwang.callbacks.Callback;
import io.yiwang.catalog.CatalogClient;
import io.yiwang.catalog.ServiceQuery;
import io.yiwang.catalog.ServiceSummary;
import io.yiwang.identity.DocumentToSign;
import io.yiwang.identity.Signing;
import io.yiwang.identity.SigningClient;
import io.yiwang.identity.SigningRequest;
import io.yiwang.identity.login.Assurance;
import io.yiwang.identity.login.CitizenLogin;
import io.yiwang.identity.login.CitizenSession;
import io.yiwang.identity.login.PendingLogin;
import io.yiwang.identity.sm.Sm3Digest;
import io.yiwang.messages.Message;
import io.yiwang.messages.MessageClient;
import io.yiwang.payments.cashier.FineCashier;
import io.yiwang.payments.cashier.FineOutcome;
import io.yiwang.payments.cashier.FineTicket;
import io.yiwang.payments.cashier.Quote;
import io.yiwang.value.IdempotencyKey;
import io.yiwang.value.RegionCode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A wallet that finds services, pays fines, logs citizens in, has documents signed and submits messages. */
@SpringBootApplication
@RestController
public class WalletApplication {
  private final Queue<String> events = new ConcurrentLinkedQueue<>();
  private final CatalogClient catalog;
  private final FineCashier cashier;
  private final CitizenLogin login;
  private final SigningClient signings;
  private final MessageClient messages;

  WalletApplication(
      CatalogClient catalog, FineCashier cashier, CitizenLogin login, SigningClient signings, MessageClient messages) {
    this.catalog = catalog;
    this.cashier = cashier;
    this.login = login;
    this.signings = signings;
    this.messages = messages;
  }

  public static void main(String[] args) {
    SpringApplication.run(WalletApplication.class, args);
  }

  @GetMapping("/services")
  List<String> services(@RequestParam String text) {
    return catalog.search(ServiceQuery.text(text)).stream().limit(5).map(ServiceSummary::name).toList();
  }

  @PostMapping("/quote")
  Map<String, Object> quote(@RequestParam String decision, @RequestParam String plate, HttpSession session) {
    Quote quote = cashier.quote(List.of(FineTicket.ofPlate(decision, plate)));
    session.setAttribute("quote", quote);
    return Map.of("fen", quote.total().fen(), "validUntil", quote.validUntil());
  }

  @PostMapping("/pay")
  Map<String, Object> pay(@RequestParam String orderNo, HttpSession session) {
    Quote agreed = (Quote) session.getAttribute("quote");
    FineOutcome outcome = cashier.pay(orderNo, agreed);
    return Map.of("outcome", outcome.getClass().getSimpleName(), "orderNo", orderNo);
  }

  @GetMapping("/login")
  ResponseEntity<Void> login(HttpSession session) {
    PendingLogin pending = login.begin(Assurance.VERIFIED, "igs:sign");
    session.setAttribute("login", pending.text());
    return ResponseEntity.status(302).location(pending.url()).build();
  }

  @GetMapping("/login/back")
  Map<String, String> back(HttpServletRequest request, HttpSession session) {
    URI called = URI.create(request.getRequestURL() + "?" + request.getQueryString());
    CitizenSession citizen = login.complete(PendingLogin.of((String) session.getAttribute("login")), called);
    session.setAttribute("citizen", citizen);
    return Map.of("acr", citizen.acr());
  }

  @PostMapping("/sign")
  Map<String, String> sign(HttpSession session) {
    byte[] text = "授权书".getBytes(StandardCharsets.UTF_8);
    var document = DocumentToSign.of("授权书.txt", "text/plain", text, Sm3Digest.INSTANCE);
    var request = new SigningRequest("本人同意授权。", List.of(document), null, 300);
    CitizenSession citizen = (CitizenSession) session.getAttribute("citizen");
    Signing signing = signings.start(request, citizen.token(), IdempotencyKey.random());
    return Map.of("signingId", signing.signingId(), "code", signing.verificationCode());
  }

  @PostMapping("/messages")
  Map<String, String> message(@RequestParam String title, @RequestParam String body) {
    Message message = Message.to(new RegionCode("330100"), title, body).build();
    return Map.of("messageId", messages.submit(message).messageId());
  }

  @GetMapping("/events")
  Queue<String> events() {
    return events;
  }

  @Bean
  Consumer<Callback> onEvent() {
    return event -> events.add(event.type().code());
  }
}
