package dev.bricklayer.cli.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The token of one request: a JWT (RFC 7519) under HS256, bound to method and path by the claim
 * {@code qsh} and valid for two minutes.
 */
public final class Token {
  private static final long VALID_SECONDS = 120;
  private static final int BLOCK = 64;

  private Token() {}

  /**
   * @param path the decoded path without the query
   * @param now seconds since 1970
   */
  public static String forRequest(String secret, String method, String path, long now) {
    MessageDigest sha256 = sha256();
    String qsh = hex(sha256.digest(bytes(method + "&" + path)));
    String claims =
        "{\"iss\":\"glustercli\",\"exp\":" + (now + VALID_SECONDS) + ",\"qsh\":\"" + qsh + "\"}";
    String signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
    return signed + "." + base64(hmac(sha256, bytes(secret), bytes(signed)));
  }

  /**
   * HMAC (RFC 2104) over the platform's SHA-256; {@code javax.crypto.Mac} is not used because the
   * JCE's start verifies its providers, which costs more than the request.
   */
  static byte[] hmac(MessageDigest sha256, byte[] secret, byte[] message) {
    byte[] key = secret.length > BLOCK ? sha256.digest(secret) : secret;
    byte[] inner = new byte[BLOCK];
    byte[] outer = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      int k = i < key.length ? key[i] : 0;
      inner[i] = (byte) (k ^ 0x36);
      outer[i] = (byte) (k ^ 0x5c);
    }
    sha256.update(inner);
    byte[] digest = sha256.digest(message);
    sha256.update(outer);
    return sha256.digest(digest);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java platform has SHA-256", impossible);
    }
  }

  private static String base64(String text) {
    return base64(bytes(text));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hex(byte[] bytes) {
    StringBuilder hex = new StringBuilder(2 * bytes.length);
    for (byte b : bytes) {
      hex.append(Character.forDigit((b >> 4) & 0xf, 16)).append(Character.forDigit(b & 0xf, 16));
    }
    return hex.toString();
  }
}
