package dev.bricklayer.cli.http;

import java.nio.charset.StandardCharsets;

/** Percent-encoding (RFC 3986). */
final class UrlText {
  private static final String UNRESERVED = "-._~";

  private UrlText() {}

  /** For a query. */
  static String encode(String text) {
    return encode(text, UNRESERVED);
  }

  /** For a path; slashes stay. */
  static String encodePath(String path) {
    return encode(path, UNRESERVED + "/:@");
  }

  private static String encode(String text, String kept) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || kept.indexOf(c) >= 0;
      if (plain) {
        encoded.append(c);
      } else {
        encoded.append('%');
        encoded.append(Character.toUpperCase(Character.forDigit(c >> 4, 16)));
        encoded.append(Character.toUpperCase(Character.forDigit(c & 0xf, 16)));
      }
    }
    return encoded.toString();
  }
}
