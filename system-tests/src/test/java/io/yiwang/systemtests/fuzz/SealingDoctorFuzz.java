package io.yiwang.systemtests.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.yiwang.identity.doctor.Diagnosis;
import io.yiwang.identity.doctor.SealingDoctor;
import io.yiwang.identity.sm.SmKeys;
import io.yiwang.signing.Sealed;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.stream.Stream;

/** Fuzzes the sealed texts that the doctor examines; inputs are those of {@link SealedFuzz}. */
public final class SealingDoctorFuzz implements FuzzTarget {
  private final SealingDoctor doctor = doctor();

  private static SealingDoctor doctor() {
    try {
      return new SealingDoctor(SmKeys.pkcs8Pem(FuzzPki.key()).getBytes(UTF_8));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Stream<byte[]> good() throws GeneralSecurityException {
    return new SealedFuzz().good();
  }

  /** Checks that the doctor always reports something. */
  @Override
  public boolean read(byte[] bytes) {
    String[] parts = new String(bytes, UTF_8).split("\n", 4);
    if (parts.length < 4) {
      return false;
    }
    Sealed sealed = new Sealed("enc-1", "sm2-sm4-gcm", parts[0], parts[1], parts[2], parts[3]);
    Diagnosis diagnosis = doctor.examine(sealed, "/idNumber", "/name");
    assertFalse(diagnosis.report().isEmpty());
    return diagnosis.isClean();
  }
}
