package dev.bricklayer.cli.start;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A loopback address that answers every request of the rehearsal with something plausible. */
public final class Stage implements AutoCloseable {
  private final ServerSocket socket;
  private final String operation;
  private final Thread player;

  private Stage(ServerSocket socket, String operation) {
    this.socket = socket;
    this.operation = operation;
    this.player = new Thread(this::play, "stage");
    player.setDaemon(true);
  }

  static Stage open(String operation) throws IOException {
    Stage stage = new Stage(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), operation);
    stage.player.start();
    return stage;
  }

  /** Serves until standard input ends, for measurements; prints its address. */
  public static void main(String[] args) throws IOException {
    try (Stage stage = open("0b0f8c9e-7a51-4a5a-9d6c-000000000001")) {
      System.out.println(stage.address());
      while (System.in.read() >= 0) {
        continue;
      }
    }
  }

  String address() {
    return "http://" + socket.getInetAddress().getHostAddress() + ":" + socket.getLocalPort();
  }

  private void play() {
    while (!socket.isClosed()) {
      try (Socket visitor = socket.accept()) {
        String request = head(visitor.getInputStream());
        visitor.getOutputStream().write(answer(request).getBytes(StandardCharsets.UTF_8));
        visitor.getOutputStream().flush();
      } catch (IOException closed) {
        // the command or the rehearsal has ended
      }
    }
  }

  /** The request with its body: whatever has come once the headers and the body's length are in. */
  private static String head(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    int c;
    while (text.indexOf("\r\n\r\n") < 0 && (c = in.read()) >= 0) {
      text.append((char) c);
    }
    int length = text.indexOf("Content-Length: ");
    if (length >= 0) {
      int end = text.indexOf("\r", length);
      in.readNBytes(Integer.parseInt(text.substring(length + 16, end)));
    }
    return text.toString();
  }

  private String answer(String request) {
    if (request.contains("/missing")) {
      return response("500 Error", "{\"errors\":[{\"code\":1,\"message\":\"m\",\"fields\":{}}]}");
    }
    if (request.startsWith("GET /v1/operations/")) {
      return response("200 OK", record());
    }
    if (request.startsWith("GET /v1/operations")) {
      return response("200 OK", "[" + record() + "]");
    }
    if (request.startsWith("GET /v1/peers")) {
      return response("200 OK", "[" + peer() + "]");
    }
    if (request.contains("/bricks ")) {
      return response("200 OK", "[" + brickStatus() + "]");
    }
    if (request.startsWith("GET /v1/volumes/")) {
      return response("200 OK", volume());
    }
    if (request.startsWith("GET /v1/volumes")) {
      return response("200 OK", "[" + volume() + "]");
    }
    boolean async = request.contains("respond-async");
    return response(async ? "202 Accepted" : "200 OK", volume());
  }

  private String response(String status, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\nContent-Type: application/json; charset=UTF-8\r\nX-Gluster-Peer-Id: p\r\n"
        + "X-Bricklayer-Operation: "
        + operation
        + "\r\nConnection: close\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static String peer() {
    return "{\"id\":\"p\",\"name\":\"n1\",\"peer-addresses\":[\"n1:24008\"],"
        + "\"client-addresses\":[\"n1:24007\"],\"online\":true,\"pid\":1}";
  }

  private static String volume() {
    return "{\"id\":\"v\",\"name\":\"v1\",\"type\":\"Replicate\",\"state\":\"Started\","
        + "\"options\":{\"a\":\"b\"},\"metadata\":null,\"subvols\":[{\"bricks\":[{\"host\":\"n1\","
        + "\"path\":\"/b\\u002f1\"}]}]}";
  }

  private static String brickStatus() {
    return "{\"info\":{\"host\":\"n1\",\"path\":\"/b\"},\"online\":true,\"pid\":1,\"port\":2,"
        + "\"size\":{\"capacity\":4096000,\"free\":2048}}";
  }

  private String record() {
    return "{\"id\":\""
        + operation
        + "\",\"state\":\"ENDED\",\"outcome\":\"SUCCEEDED\",\"accepted-at\":\"2026-01-01T00:00:00Z\","
        + "\"ended-at\":\"2026-01-01T00:00:01.5Z\",\"steps\":[{\"name\":\"s\",\"peer\":\"p\","
        + "\"state\":\"DONE\"}]}";
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
