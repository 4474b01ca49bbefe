package dev.bricklayer.cli.http;

import dev.bricklayer.cli.json.JsonWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ReST API of the cluster, at any of several nodes. The next node is asked when one cannot be
 * reached; a request that changes something is never sent twice.
 *
 * <p>It is HttpURLConnection because {@code java.net.http} takes 400 ms to start.
 */
public final class Api {
  private static final int CONNECT_MILLIS = 5_000;
  private static final String NO_BODY = "";

  private final List<String> endpoints;
  private final @Nullable String secret;

  /**
   * @param endpoints {@code http://host:port}, at least one
   * @param secret the cluster's secret, null to send no token
   */
  public Api(List<String> endpoints, @Nullable String secret) {
    this.endpoints = List.copyOf(endpoints);
    this.secret = secret;
    // the JDK would send a POST again when the connection breaks before the answer
    System.setProperty("sun.net.http.retryPost", "false");
    // and a connection kept from an earlier request may be closed by now: then nobody knows
    // whether a change was received
    System.setProperty("http.keepAlive", "false");
  }

  public List<String> endpoints() {
    return endpoints;
  }

  /** Whether requests carry a token. */
  public boolean hasSecret() {
    return secret != null;
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
    boolean sent = false;
    try {
      HttpURLConnection connection = open(endpoint, request, timeoutMillis);
      connection.connect();
      sent = true;
      if (request.body() != null) {
        try (OutputStream out = connection.getOutputStream()) {
          out.write(JsonWriter.compact(request.body()).getBytes(StandardCharsets.UTF_8));
        }
      }
      return answer(connection);
    } catch (IOException | IllegalArgumentException failed) {
      throw new NoAnswerException(sentence(endpoint, failed, sent, timeoutMillis), sent);
    }
  }

  private HttpURLConnection open(String endpoint, Request request, int timeoutMillis)
      throws IOException {
    if (!(new URL(endpoint + request.target()).openConnection()
        instanceof HttpURLConnection connection)) {
      throw new IllegalArgumentException("it is not an http or https address");
    }
    connection.setRequestMethod(request.method());
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(timeoutMillis);
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestProperty("Accept", "application/json");
    connection.setRequestProperty("User-Agent", "glustercli");
    for (Map.Entry<String, String> header : request.headers().entrySet()) {
      connection.setRequestProperty(header.getKey(), header.getValue());
    }
    if (secret != null) {
      String token =
          Token.forRequest(
              secret, request.method(), request.path(), System.currentTimeMillis() / 1000);
      connection.setRequestProperty("Authorization", "bearer " + token);
    }
    if (request.body() != null) {
      connection.setRequestProperty("Content-Type", "application/json; charset=UTF-8");
      connection.setDoOutput(true);
    }
    return connection;
  }

  private static Answer answer(HttpURLConnection connection) throws IOException {
    int status = connection.getResponseCode();
    if (status < 0) {
      throw new IOException("the answer is not HTTP");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    for (int i = 0; ; i++) {
      String name = connection.getHeaderFieldKey(i);
      String value = connection.getHeaderField(i);
      if (name != null && value != null) {
        headers.put(lowerCase(name), value);
      } else if (i > 0) {
        break;
      }
    }
    return new Answer(status, headers, body(connection, status));
  }

  private static String body(HttpURLConnection connection, int status) throws IOException {
    InputStream in = status >= 400 ? connection.getErrorStream() : connection.getInputStream();
    if (in == null) {
      return NO_BODY;
    }
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String sentence(
      String endpoint, Exception failed, boolean sent, int timeoutMillis) {
    if (failed instanceof UnknownHostException) {
      return "the host of " + endpoint + " is not known";
    }
    if (failed instanceof SocketTimeoutException) {
      return sent
          ? endpoint + " did not answer within " + timeoutMillis / 1000 + " s"
          : endpoint + " cannot be reached: no connection within " + CONNECT_MILLIS / 1000 + " s";
    }
    if (failed instanceof ConnectException || failed instanceof NoRouteToHostException) {
      return endpoint + " cannot be reached: " + failed.getMessage();
    }
    return endpoint + " gave no answer: " + failed.getMessage();
  }

  private static String lowerCase(String name) {
    char[] chars = name.toCharArray();
    for (int i = 0; i < chars.length; i++) {
      if (chars[i] >= 'A' && chars[i] <= 'Z') {
        chars[i] += (char) 32;
      }
    }
    return new String(chars);
  }
}
