package dev.bricklayer.cli.http;

import dev.bricklayer.cli.json.JsonValue;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One ReST request.
 *
 * @param path decoded, from the root: {@code /v1/volumes/v1}; the token is bound to it
 * @param query encoded and without the question mark, or ""
 * @param file bytes that follow the body, which is a line of its own then; null for none
 * @param headers beyond those that every request has
 */
public record Request(
    String method,
    String path,
    String query,
    @Nullable JsonValue body,
    byte @Nullable [] file,
    Map<String, String> headers) {

  public static Request get(String path) {
    return new Request("GET", path, "", null, null, Map.of());
  }

  public static Request post(String path, @Nullable JsonValue body) {
    return new Request("POST", path, "", body, null, Map.of());
  }

  public static Request delete(String path) {
    return new Request("DELETE", path, "", null, null, Map.of());
  }

  /** A line of JSON and then a file. */
  public static Request post(String path, JsonValue line, byte[] file) {
    return new Request("POST", path, "", line, file, Map.of());
  }

  /** The same with one more query parameter. */
  public Request with(String parameter, String value) {
    String more = UrlText.encode(parameter) + "=" + UrlText.encode(value);
    return new Request(
        method, path, query.isEmpty() ? more : query + "&" + more, body, file, headers);
  }

  /** The same with one more header. */
  public Request header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Request(method, path, query, body, file, more);
  }

  /** Whether it changes nothing, so that it may be sent again. */
  public boolean safe() {
    return method.equals("GET");
  }

  /** Path and query as they stand in the request line. */
  String target() {
    String encoded = UrlText.encodePath(path);
    return query.isEmpty() ? encoded : encoded + "?" + query;
  }
}
