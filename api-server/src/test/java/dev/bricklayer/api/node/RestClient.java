package dev.bricklayer.api.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sends requests with valid tokens, unless the headers hold another {@code Authorization}. */
public final class RestClient {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final RestServer server;

  RestClient(RestServer server) {
    this.server = server;
  }

  /** An answer. */
  public record Answer(int status, java.net.http.HttpHeaders headers, String body) {
    public Answer expect(int expected) {
      assertThat(status).as(body).isEqualTo(expected);
      return this;
    }

    public String header(String name) {
      return headers.firstValue(name).orElse("");
    }

    public JsonNode json() {
      try {
        return MAPPER.readTree(body);
      } catch (JsonProcessingException e) {
        throw new AssertionError("not JSON: " + body, e);
      }
    }

    /** The sentence of the error envelope. */
    public String message() {
      return json().at("/errors/0/message").asText();
    }

    public String field(String name) {
      return json().at("/errors/0/fields").path(name).asText();
    }

    /** GD2's error envelope with that status and sentence. */
    public Answer refused(int expected, String sentence) {
      expect(expected);
      assertThat(header("Content-Type").replace(" ", ""))
          .isEqualToIgnoringCase("application/json;charset=UTF-8");
      assertThat(json().at("/errors").size()).isEqualTo(1);
      assertThat(json().at("/errors/0/code").asInt()).isEqualTo(1);
      assertThat(field("error")).isNotEmpty();
      assertThat(message())
          .contains(sentence)
          .doesNotContain("dev.bricklayer", "java.", "Exception");
      return this;
    }

    public List<String> keys(String pointer) {
      JsonNode at = json().at(pointer);
      List<String> keys = new java.util.ArrayList<>();
      at.fieldNames().forEachRemaining(keys::add);
      return keys;
    }
  }

  public Answer get(String path, String... headers) {
    return call("GET", path, null, headers);
  }

  public Answer post(String path, @Nullable String body, String... headers) {
    return call("POST", path, body, headers);
  }

  public Answer delete(String path, String... headers) {
    return call("DELETE", path, null, headers);
  }

  /**
   * @param path as it is sent, with the query
   * @param headers name, value, name, value; an empty {@code Authorization} sends none
   */
  public Answer call(String method, String path, @Nullable String body, String... headers) {
    URI uri = URI.create(server.uri() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(20))
            .method(
                method,
                body == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(body));
    boolean token = true;
    for (int at = 0; at < headers.length; at += 2) {
      if (headers[at].equals("Authorization")) {
        token = false;
      }
      if (!headers[at + 1].isEmpty()) {
        request.header(headers[at], headers[at + 1]);
      }
    }
    if (token) {
      request.header("Authorization", "bearer " + token(method, uri.getPath()));
    }
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(answer.statusCode(), answer.headers(), answer.body());
    } catch (IOException e) {
      throw new AssertionError("no answer to " + method + " " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  public byte[] secret() {
    return server.secret();
  }

  public URI uri() {
    return server.uri();
  }

  /** A valid token for that call. */
  public String token(String method, String path) {
    return JWT.create()
        .withIssuer("glustercli")
        .withExpiresAt(Instant.now().plusSeconds(120))
        .withClaim("qsh", hash(method, path))
        .sign(Algorithm.HMAC256(secret()));
  }

  public static String hash(String method, String path) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest((method + "&" + path).getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
