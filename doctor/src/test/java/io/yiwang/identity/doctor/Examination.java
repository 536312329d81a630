package io.yiwang.identity.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.identity.doctor.ForeignKey.Kind;
import java.security.InvalidKeyException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Has the doctor examine messages that a foreign key has signed. */
final class Examination {
  private static final Map<Kind, ForeignKey> KEYS = new EnumMap<>(Kind.class);
  private static final Map<Kind, ForeignKey> OTHER_KEYS = new EnumMap<>(Kind.class);

  static {
    for (Kind kind : Kind.values()) {
      KEYS.put(kind, new ForeignKey(kind));
      OTHER_KEYS.put(kind, new ForeignKey(kind));
    }
  }

  private Examination() {}

  /** Returns the key of the platform that signs requests. */
  static ForeignKey key(Kind kind) {
    return KEYS.get(kind);
  }

  /** Returns the key of the gateway, which signs answers. */
  static ForeignKey otherKey(Kind kind) {
    return OTHER_KEYS.get(kind);
  }

  static KnownKey known(String keyId, ForeignKey key) {
    try {
      return KnownKey.of(keyId, key.pair.getPublic().getEncoded());
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a doctor for requests that this key should have signed. */
  static SignatureDoctor.Builder doctor(ForeignKey key) {
    return SignatureDoctor.builder()
        .signerKey(known("wallet-2026", key))
        .ownKey(known("gw-1", otherKey(key.kind)));
  }

  static SignatureDoctor doctorWith(KnownKey key) {
    return SignatureDoctor.builder().signerKey(key).build();
  }

  static ForeignMessage request(Kind kind) {
    return ForeignMessage.request(key(kind));
  }

  /** Asserts that the doctor finds exactly these mistakes in a message. */
  static void assertMistakes(ForeignMessage message, Mistake... mistakes) {
    Diagnosis diagnosis = doctor(message.key).build().examine(message.message());

    assertEquals(List.of(mistakes), diagnosis.mistakes(), diagnosis.report());
  }
}
