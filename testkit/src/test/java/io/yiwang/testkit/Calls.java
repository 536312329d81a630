package io.yiwang.testkit;

import io.yiwang.GovRequest;
import io.yiwang.Page;
import io.yiwang.value.Confidential;
import java.util.List;
import java.util.UUID;

/** Makes requests as a client would, with the parts of the models that the tests need. */
final class Calls {
  record Proof(String kind, Confidential value) {}

  record Lookup(String decisionNumber, Proof proof) {}

  record Penalty(String decisionNumber, String status, long total) {}

  record HoldLine(String decisionNumber, long amount) {}

  record Hold(String orderNo, String channel, List<HoldLine> lines) {}

  record Confirm(String channelTradeNo, String paidAt, long amount) {}

  record Payment(String paymentId, String orderNo, String status, long amount) {}

  record Search(String status) {}

  record Check(Confidential name, String idType, Confidential idNumber) {}

  record CheckResult(String result) {}

  record Configuration(String issuer) {}

  record Key(String keyid, String use) {}

  record Keys(List<Key> keys) {}

  record Service(String code, String name) {}

  private Calls() {}

  static GovRequest<Page<Service>> services(String text) {
    return GovRequest.page("catalog.search", "services", Service.class).parameter("text", text);
  }

  static GovRequest<Penalty> lookup(Seed.Fine fine) {
    return lookup(fine.decisionNumber(), fine.plate());
  }

  static GovRequest<Penalty> lookup(String decisionNumber, String plate) {
    Proof proof = new Proof("PLATE", Confidential.of(plate));
    return GovRequest.query(
        "fine.lookup", "penalties/lookup", new Lookup(decisionNumber, proof), Penalty.class);
  }

  static GovRequest<Page<Penalty>> search(String status) {
    return GovRequest.page("fine.search", "penalties/search", new Search(status), Penalty.class);
  }

  static GovRequest<Payment> hold(Seed.Fine fine, long amount) {
    return hold("order-" + UUID.randomUUID(), fine, amount);
  }

  static GovRequest<Payment> hold(String orderNo, Seed.Fine fine, long amount) {
    List<HoldLine> lines = List.of(new HoldLine(fine.decisionNumber(), amount));
    return GovRequest.command(
        "fine.hold", "payments", new Hold(orderNo, "wallet-balance", lines), Payment.class);
  }

  static GovRequest<Payment> confirm(Payment payment, String paidAt) {
    Confirm confirm = new Confirm("trade-" + payment.paymentId(), paidAt, payment.amount());
    return GovRequest.command("fine.confirm", "payments/{id}/confirm", confirm, Payment.class)
        .segment("id", payment.paymentId());
  }

  static GovRequest<Payment> payment(String id) {
    return GovRequest.query("fine.payment", "payments/{id}", Payment.class).segment("id", id);
  }

  static GovRequest<CheckResult> check(Citizen citizen) {
    Check check =
        new Check(
            Confidential.of(citizen.name()), citizen.idType(), Confidential.of(citizen.idNumber()));
    return GovRequest.query("identity.check", "identity/checks", check, CheckResult.class);
  }

  static GovRequest<Configuration> configuration() {
    return GovRequest.query(
        "identity.configuration", ".well-known/openid-configuration", Configuration.class);
  }

  static GovRequest<Keys> keys() {
    return GovRequest.query("keys.list", "keys", Keys.class);
  }
}
