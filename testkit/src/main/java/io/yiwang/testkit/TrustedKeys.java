package io.yiwang.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.cert.CertException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.jspecify.annotations.Nullable;

/** Holds the keys of a gateway that {@link GatewayCheck} trusts (IGS/1 section 2.5). */
final class TrustedKeys {
  /** A key of a gateway and its scheme. */
  record Key(SandboxScheme scheme, PublicKey key) {
    void verify(String base, byte[] signature) throws GeneralSecurityException {
      scheme.verifying(key).verify(base.getBytes(UTF_8), signature);
    }
  }

  private final @Nullable X509CertificateHolder anchor;
  private final Map<String, Key> keys = new LinkedHashMap<>();

  TrustedKeys(@Nullable X509CertificateHolder anchor) {
    this.anchor = anchor;
  }

  void pin(String keyId, Key key) {
    keys.put(keyId, key);
  }

  @Nullable Key find(String keyId) {
    return keys.get(keyId);
  }

  boolean hasAnchor() {
    return anchor != null;
  }

  /** Trusts the signing keys of a list whose chains end in the anchor. */
  void learnCertified(JsonNode list) {
    if (anchor != null) {
      for (JsonNode entry : signing(list)) {
        List<X509CertificateHolder> chain = chain(entry);
        if (chainFlaw(chain) == null) {
          take(entry, chain);
        }
      }
    }
  }

  /** Trusts the signing keys of a list that a trusted key has signed. */
  void learnVouched(JsonNode list) {
    for (JsonNode entry : signing(list)) {
      take(entry, chain(entry));
    }
  }

  private void take(JsonNode entry, List<X509CertificateHolder> chain) {
    SandboxScheme scheme = CheckSettings.schemeOf(entry.path("alg").asText());
    if (scheme == null || chain.isEmpty()) {
      return;
    }
    try {
      PublicKey key = CheckSettings.publicKey(chain.get(0).getSubjectPublicKeyInfo().getEncoded());
      // A key id that is trusted stays bound to its key.
      keys.putIfAbsent(entry.path("keyid").asText(), new Key(scheme, key));
    } catch (IOException e) {
      // A key that cannot be read is not trusted.
    }
  }

  static List<JsonNode> signing(JsonNode list) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode entry : list.path("keys")) {
      if (entry.path("use").asText().equals("sign")) {
        found.add(entry);
      }
    }
    return found;
  }

  /** Returns the certificates of an entry, leaf first; none if one cannot be read. */
  static List<X509CertificateHolder> chain(JsonNode entry) {
    List<X509CertificateHolder> chain = new ArrayList<>();
    try {
      for (JsonNode certificate : entry.path("chain")) {
        chain.add(new X509CertificateHolder(Base64.getDecoder().decode(certificate.asText())));
      }
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
    return chain;
  }

  /** Returns why a chain does not lead to the anchor; absent if it does. */
  @Nullable String chainFlaw(List<X509CertificateHolder> chain) {
    if (anchor == null || chain.isEmpty()) {
      return "no readable certificate";
    }
    for (int i = 0; i < chain.size(); i++) {
      if (chain.get(i).equals(anchor)) {
        return null;
      }
      X509CertificateHolder issuer = i + 1 < chain.size() ? chain.get(i + 1) : anchor;
      if (!isIssued(chain.get(i), issuer)) {
        return "certificate " + (i + 1) + " of the chain is not issued by the next";
      }
    }
    return null;
  }

  private static boolean isIssued(X509CertificateHolder certificate, X509CertificateHolder issuer) {
    try {
      return certificate.getIssuer().equals(issuer.getSubject())
          && certificate.isSignatureValid(
              new JcaContentVerifierProviderBuilder().setProvider(Bc.PROVIDER).build(issuer));
    } catch (CertException
        | OperatorCreationException
        | java.security.cert.CertificateException e) {
      return false;
    }
  }
}
