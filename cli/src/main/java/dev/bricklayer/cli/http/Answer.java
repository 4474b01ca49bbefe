package dev.bricklayer.cli.http;

import dev.bricklayer.cli.json.JsonObject;
import dev.bricklayer.cli.json.JsonReader;
import dev.bricklayer.cli.json.JsonSyntaxException;
import dev.bricklayer.cli.json.JsonValue;
import dev.bricklayer.cli.json.JsonWord;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node's answer.
 *
 * @param headers by lower-case name
 * @param body "" if there is none; one character a byte when it is no text
 */
public record Answer(int status, Map<String, String> headers, String body) {
  private static final String FILE = "application/octet-stream";

  /** With the body as its headers say that it is meant. */
  static Answer of(int status, Map<String, String> headers, byte[] body) {
    boolean bytes = FILE.equals(headers.get("content-type"));
    return new Answer(
        status,
        headers,
        new String(body, bytes ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8));
  }

  /** The body of a file that was sent, else null. */
  public byte @Nullable [] file() {
    return FILE.equals(headers.get("content-type"))
        ? body.getBytes(StandardCharsets.ISO_8859_1)
        : null;
  }

  public boolean ok() {
    return status >= 200 && status < 300;
  }

  /** The header, or "". */
  public String header(String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  /** The id of the operation that the request became, or "". */
  public String operation() {
    String id = header("x-bricklayer-operation");
    if (!id.isEmpty() || status != 202) {
      return id;
    }
    String location = header("location");
    return location.substring(location.lastIndexOf('/') + 1);
  }

  /**
   * The body; {@code null} as JSON if there is none.
   *
   * @throws JsonSyntaxException if it is not JSON
   */
  public JsonValue json() {
    return body.isBlank() ? JsonWord.NULL : JsonReader.read(body);
  }

  /** The body if it is a JSON object, else an empty object. */
  public JsonObject object() {
    try {
      return json() instanceof JsonObject object ? object : new JsonObject();
    } catch (JsonSyntaxException notJson) {
      return new JsonObject();
    }
  }
}
