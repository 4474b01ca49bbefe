package dev.bricklayer.cli.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The token of one request: a JWT (RFC 7519) under HS256, bound to method and path by the claim
 * {@code qsh} and valid for two minutes.
 */
public final class Token {
  private static final long VALID_SECONDS = 120;

  private Token() {}

  /**
   * @param path the decoded path without the query
   * @param now seconds since 1970
   */
  public static String forRequest(String secret, String method, String path, long now) {
    String qsh = hex(Sha256.digest(bytes(method + "&" + path)));
    String claims =
        "{\"iss\":\"glustercli\",\"exp\":" + (now + VALID_SECONDS) + ",\"qsh\":\"" + qsh + "\"}";
    String signed = base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + base64(claims);
    return signed + "." + base64(Sha256.hmac(bytes(secret), bytes(signed)));
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
