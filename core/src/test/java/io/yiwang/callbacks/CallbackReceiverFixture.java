package io.yiwang.callbacks;

import static io.yiwang.callbacks.SignedCallback.NOW;
import static io.yiwang.callbacks.SignedCallback.settled;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.yiwang.KeyRing;
import io.yiwang.callbacks.CallbackVerdict.Reason;
import io.yiwang.callbacks.CallbackVerdict.Refused;
import io.yiwang.signing.Ed25519Verifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;

/** Signs callbacks, and receives them with a handler that keeps them. */
abstract class CallbackReceiverFixture {
  KeyPair keys;

  final List<Callback> handled = new CopyOnWriteArrayList<>();

  CallbackReceiver receiver;

  @BeforeEach
  void open() throws GeneralSecurityException {
    keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    receiver = builder().handler(handled::add).build();
  }

  CallbackReceiver.Builder builder() {
    return CallbackReceiver.builder()
        .keyRing(KeyRing.pinned(new Ed25519Verifier("gw-1", keys.getPublic())))
        .clock(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  SignedCallback signed(String body) {
    return new SignedCallback(keys, body);
  }

  SignedCallback signed(String id, long revision) {
    return signed(settled(id, "pay-1", revision)).nonce("nonce of " + id + revision);
  }

  CallbackVerdict receive(SignedCallback callback) {
    return receiver.receive(callback.request());
  }

  void assertRefused(Reason reason, CallbackVerdict verdict) {
    assertEquals(reason, assertInstanceOf(Refused.class, verdict).reason());
    assertTrue(verdict.status() >= 400);
    assertEquals(List.of(), handled);
  }
}
