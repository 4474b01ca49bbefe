package dev.bricklayer.cli.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads one HTTP/1.1 answer (RFC 9112) from a connection that carries no other. */
final class AnswerReader {
  private static final int MAX_LINE = 64 * 1024;
  private static final int MAX_HEADERS = 200;
  private static final int MAX_BODY = 256 * 1024 * 1024;

  private final InputStream in;

  AnswerReader(InputStream in) {
    this.in = in;
  }

  /**
   * @throws IOException if it is not HTTP, too large, or ends too early
   */
  Answer read() throws IOException {
    int status;
    Map<String, String> headers;
    do {
      status = status(line());
      headers = headers();
    } while (status < 200);
    return Answer.of(status, headers, body(status, headers));
  }

  private static int status(String line) throws IOException {
    if (line.startsWith("HTTP/1.") && line.length() >= 12) {
      try {
        return Integer.parseInt(line.substring(9, 12));
      } catch (NumberFormatException notHttp) {
        // said below
      }
    }
    throw new IOException("the answer is not HTTP");
  }

  private Map<String, String> headers() throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; i < MAX_HEADERS; i++) {
      String line = line();
      if (line.isEmpty()) {
        return headers;
      }
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.put(lowerCase(line.substring(0, colon)), line.substring(colon + 1).strip());
      }
    }
    throw new IOException("the answer has too many headers");
  }

  private byte[] body(int status, Map<String, String> headers) throws IOException {
    if (status == 204 || status == 304) {
      return new byte[0];
    }
    String coding = headers.get("transfer-encoding");
    if (coding != null && lowerCase(coding).endsWith("chunked")) {
      return chunks();
    }
    String length = headers.get("content-length");
    return length == null ? in.readNBytes(MAX_BODY) : exactly(number(length, 10));
  }

  private byte[] chunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String line = line();
      int extension = line.indexOf(';');
      int size = number((extension < 0 ? line : line.substring(0, extension)).strip(), 16);
      if (size == 0) {
        break;
      }
      if (body.size() + size > MAX_BODY) {
        throw new IOException("the answer is too large");
      }
      body.write(exactly(size));
      if (!line().isEmpty()) {
        throw new IOException("the answer's chunks are broken");
      }
    }
    Map<String, String> trailers = headers();
    trailers.clear();
    return body.toByteArray();
  }

  private byte[] exactly(int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("the answer was cut off");
    }
    return bytes;
  }

  private static int number(String text, int radix) throws IOException {
    try {
      int number = Integer.parseInt(text, radix);
      if (number >= 0 && number <= MAX_BODY) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw new IOException("the answer's length '" + text + "' is no number", notANumber);
    }
    throw new IOException("the answer is too large");
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder(80);
    int c;
    while ((c = in.read()) != '\n') {
      if (c < 0) {
        throw new EOFException(
            line.isEmpty() ? "the connection was closed" : "the answer was cut off");
      }
      if (line.length() >= MAX_LINE) {
        throw new IOException("a header of the answer is too long");
      }
      line.append((char) c);
    }
    int end = line.length();
    return line.substring(0, end > 0 && line.charAt(end - 1) == '\r' ? end - 1 : end);
  }

  /** Without the platform's locales. */
  static String lowerCase(String name) {
    char[] chars = name.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] >= 'A' && chars[i] <= 'Z') {
        chars[i] += (char) 32;
      }
    }
    return new String(chars);
  }
}
