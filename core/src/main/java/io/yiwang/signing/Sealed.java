package io.yiwang.signing;

/**
 * Holds a sealed value in its wire form. All parts except {@code kid} and {@code alg} are base64.
 *
 * @param kid the id of the gateway key that it was sealed for
 * @param alg {@code sm2-sm4-gcm} or {@code rsa-oaep-256-a256gcm}
 * @param ek the content key, encrypted for the gateway
 * @param iv the initialisation vector, 12 bytes
 * @param ct the encrypted UTF-8 text
 * @param tag the authentication tag, 16 bytes
 * @see "IGS/1 section 2.6"
 */
public record Sealed(String kid, String alg, String ek, String iv, String ct, String tag) {}
