package shop.wallet;

import io.yiwang.callbacks.Callback;
import io.yiwang.catalog.*;
import io.yiwang.identity.*;
import io.yiwang.identity.login.*;
import io.yiwang.identity.sm.Sm3Digest;
import io.yiwang.messages.*;
import io.yiwang.payments.cashier.*;
import io.yiwang.value.*;
import jakarta.servlet.http.*;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.*;

/** A wallet that finds services, pays fines, logs citizens in, requests signatures and submits messages. */
@SpringBootApplication
public class WalletApplication {
  private static final Queue<String> EVENTS = new ConcurrentLinkedQueue<>();

  public static void main(String[] args) {
    SpringApplication.run(WalletApplication.class, args);
  }

  @Bean
  Consumer<Callback> onEvent() {
    return event -> EVENTS.add(event.type().code());
  }

  @RestController
  record Wallet(
      CatalogClient catalog, FineCashier cashier, CitizenLogin login, SigningClient signings, MessageClient messages,
      @Value("${yiwang.gateways.gov.login.redirect-uri}") String redirectUri) {
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
      FineOutcome outcome = cashier.pay(orderNo, (Quote) session.getAttribute("quote"));
      return Map.of("outcome", outcome.getClass().getSimpleName(), "orderNo", orderNo);
    }

    @GetMapping("/login")
    ResponseEntity<Void> login(HttpSession session) {
      PendingLogin pending = login.begin(Assurance.VERIFIED, "igs:signing");
      session.setAttribute("login", pending.text());
      return ResponseEntity.status(302).location(pending.url()).build();
    }

    @GetMapping("/login/back")
    Map<String, String> back(HttpServletRequest request, HttpSession session) {
      PendingLogin pending = PendingLogin.of((String) session.getAttribute("login"));
      CitizenSession citizen = login.complete(pending, redirectUri + "?" + request.getQueryString());
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
      return Map.of("messageId", messages.submit(Message.to(new RegionCode("330100"), title, body).build()).messageId());
    }

    @GetMapping("/events")
    Queue<String> events() {
      return EVENTS;
    }
  }

  /** Charges everybody at once, in memory, and forgets paybacks; yours calls your payment channel. */
  @Component
  static class DemoCharge implements PayerCharge {
    private final Map<String, ChargeAnswer> charges = new ConcurrentHashMap<>();

    public ChargeAnswer charge(Order order) {
      var now = OffsetDateTime.now(ZoneOffset.ofHours(8));
      return charges.computeIfAbsent(order.orderNo(), no -> ChargeAnswer.charged("T" + no, now, order.amount()));
    }

    public ChargeAnswer query(String orderNo) {
      return charges.getOrDefault(orderNo, ChargeAnswer.notFound());
    }

    public ChargeAnswer cancel(String orderNo) {
      return charges.computeIfAbsent(orderNo, no -> ChargeAnswer.notCharged());
    }

    public RefundAnswer refund(Refund refund) {
      return RefundAnswer.PAID_BACK;
    }
  }
}
