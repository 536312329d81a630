package io.yiwang.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.yiwang.identity.x509.TrustAnchors;
import java.time.Instant;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.junit.jupiter.api.Test;

class TimestampValidationTest {
  /** Anybody may add stamps to a signature, and each costs a verification. */
  @Test
  void best_thousandStamps_looksAtSixtyFour() throws Exception {
    List<Integer> lookedAt = new ArrayList<>();
    List<ASN1Encodable> stamps =
        new AbstractList<>() {
          @Override
          public ASN1Encodable get(int index) {
            lookedAt.add(index);
            return DERNull.INSTANCE;
          }

          @Override
          public int size() {
            return 1000;
          }
        };
    TrustAnchors anchors = TrustAnchors.of(TestPki.root("SM3withSM2").certificate());

    Timestamp best =
        new TimestampValidation(
                DocumentTrust.of(anchors), Instant.EPOCH, new byte[64], SuppliedEvidence.NOTHING)
            .best(stamps);

    assertEquals(64, lookedAt.size());
    assertEquals(Finding.TIMESTAMP_NOT_READ, best.finding());
  }
}
