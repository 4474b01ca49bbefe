package dev.bricklayer.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;

/** A node's ReST port that gives prepared answers and keeps what it was asked. */
public final class FakeNode implements AutoCloseable {
  public static final String PEER = "0b0f8c9e-7a51-4a5a-9d6c-000000000011";
  public static final String OPERATION = "5e1b6f0a-2d44-4c5e-8a51-00000000abcd";

  /** A request as it came; header names in lower case. */
  public record Received(
      String method, String path, String query, Map<String, String> headers, String body) {}

  private record Prepared(int status, String body, String[] headers) {}

  private final HttpServer server;
  private final Map<String, Deque<Prepared>> answers = new HashMap<>();
  private final List<Received> received = new ArrayList<>();

  public FakeNode() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
    server.createContext("/", this::handle);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "fake-node");
              thread.setDaemon(true);
              return thread;
            }));
    server.start();
  }

  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /**
   * Prepares the next answer to {@code "GET /v1/peers"}; the last prepared one is given for ever.
   *
   * @param headers name, value, name, value
   */
  public FakeNode answer(String request, int status, String body, String... headers) {
    synchronized (answers) {
      answers
          .computeIfAbsent(request, key -> new ArrayDeque<>())
          .add(new Prepared(status, body, headers));
    }
    return this;
  }

  public List<Received> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  /** The only request of that method. */
  public Received only(String method) {
    List<Received> those = received().stream().filter(r -> r.method().equals(method)).toList();
    if (those.size() != 1) {
      throw new AssertionError(those.size() + " requests " + method + " in " + received());
    }
    return those.get(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      String query = exchange.getRequestURI().getRawQuery();
      Received request =
          new Received(
              exchange.getRequestMethod(),
              exchange.getRequestURI().getRawPath(),
              query == null ? "" : query,
              headers,
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      synchronized (received) {
        received.add(request);
      }
      send(exchange, next(request.method() + " " + request.path()));
    }
  }

  private Prepared next(String request) {
    synchronized (answers) {
      Deque<Prepared> prepared = answers.get(request);
      if (prepared == null) {
        return new Prepared(
            404,
            "{\"errors\":[{\"code\":1,\"message\":\"nothing is prepared for " + request + "\"}]}",
            new String[0]);
      }
      return prepared.size() > 1 ? prepared.remove() : prepared.element();
    }
  }

  private static void send(HttpExchange exchange, Prepared answer) throws IOException {
    exchange.getResponseHeaders().set("X-Gluster-Peer-Id", PEER);
    exchange.getResponseHeaders().set("X-Gluster-Cluster-Id", "c1");
    exchange.getResponseHeaders().set("X-Request-Id", "r1");
    for (int i = 0; i < answer.headers().length; i += 2) {
      exchange.getResponseHeaders().set(answer.headers()[i], answer.headers()[i + 1]);
    }
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
