package io.yiwang.identity.login;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** The messages of OpenID Connect, by a library that the application may lack. */
interface OpenId {
  /** What a login asks for. */
  record Wish(
      String state, String nonce, String verifier, Assurance wanted, String scope, boolean anew) {
    @Override
    public String toString() {
      return "Wish[" + wanted + "]";
    }
  }

  /**
   * What a browser brought back.
   *
   * @param code present unless the provider said no
   */
  record Return(
      @Nullable String state, @Nullable String issuer, @Nullable String code, String error) {
    @Override
    public String toString() {
      return "Return";
    }
  }

  /** Where to send the browser. */
  URI authorization(Wish wish);

  /** Reads the URL to which a browser came back. */
  Return returned(URI url);

  /** Exchanges a code. */
  CitizenSession exchange(String code, PendingLogin pending);

  /** Exchanges a refresh token; twice if the first answer is lost. */
  CitizenSession refresh(CitizenSession session);

  /** Makes a session's tokens worthless; does nothing where the provider cannot. */
  void revoke(CitizenSession session);

  /** Where to send the browser to log out. */
  URI logout(CitizenSession session, @Nullable URI back, String state);
}
