package dev.bricklayer.cli.http;

import dev.bricklayer.cli.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ReST API of the cluster, at any of several nodes. The next node is asked when one cannot be
 * reached; a request that changes something is never sent twice.
 */
public final class Api {
  private final List<String> endpoints;
  private final @Nullable String secret;

  /**
   * @param endpoints {@code http://host:port}, at least one
   * @param secret the cluster's secret, null to send no token
   */
  public Api(List<String> endpoints, @Nullable String secret) {
    this.endpoints = List.copyOf(endpoints);
    this.secret = secret;
  }

  /**
   * @param timeoutMillis how long to wait for the answer at each node
   * @throws NoAnswerException if no node answered
   */
  public Answer send(Request request, int timeoutMillis) {
    NoAnswerException last = null;
    for (String endpoint : endpoints) {
      try {
        return send(endpoint, request, timeoutMillis);
      } catch (NoAnswerException failed) {
        if (failed.sent() && !request.safe()) {
          throw failed;
        }
        last =
            last == null
                ? failed
                : new NoAnswerException(
                    last.sentence() + "; " + failed.sentence(), last.sent() || failed.sent());
      }
    }
    throw last == null ? new NoAnswerException("no endpoint is given", false) : last;
  }

  private Answer send(String endpoint, Request request, int timeoutMillis) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/json");
    headers.put("User-Agent", "glustercli");
    headers.putAll(request.headers());
    byte[] body = new byte[0];
    if (request.body() != null) {
      headers.put("Content-Type", "application/json; charset=UTF-8");
      body = JsonWriter.compact(request.body()).getBytes(StandardCharsets.UTF_8);
    }
    if (request.file() != null) {
      headers.put("Content-Type", "application/octet-stream");
      body = joined(body, request.file());
    }
    if (secret != null) {
      long now = System.currentTimeMillis() / 1000;
      headers.put(
          "Authorization",
          "bearer " + Token.forRequest(secret, request.method(), request.path(), now));
    }
    Transport transport = endpoint.startsWith("https:") ? new TlsHttp() : new PlainHttp();
    return transport.exchange(
        endpoint, request.method(), request.target(), headers, body, timeoutMillis);
  }

  private static byte[] joined(byte[] line, byte[] file) {
    byte[] all = new byte[line.length + 1 + file.length];
    System.arraycopy(line, 0, all, 0, line.length);
    all[line.length] = '\n';
    System.arraycopy(file, 0, all, line.length + 1, file.length);
    return all;
  }
}
