package dev.bricklayer.cli.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bricklayer.cli.json.JsonObject;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsHttpTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @Test
  void asksOnlyNodesThatTheTrustStoreKnows(@TempDir Path folder) throws Exception {
    SSLContext context = context(folder.resolve("node.p12"));
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("X-Request-Id", "r1");
          int status = exchange.getRequestMethod().equals("GET") ? 404 : 201;
          exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    SSLSocketFactory platform = HttpsURLConnection.getDefaultSSLSocketFactory();
    try {
      Api api = new Api(List.of("https://127.0.0.1:" + server.getAddress().getPort()), "s");
      assertThatThrownBy(() -> api.send(Request.get("/version"), 10_000))
          .isInstanceOf(NoAnswerException.class)
          .hasMessageContaining("cannot be reached: ")
          .hasMessageContaining("certification path");

      HttpsURLConnection.setDefaultSSLSocketFactory(context.getSocketFactory());
      Answer posted = api.send(Request.post("/v1/peers", new JsonObject().put("a", "é")), 10_000);
      assertThat(posted.status()).isEqualTo(201);
      assertThat(posted.body()).isEqualTo("{\"a\":\"é\"}");
      assertThat(posted.header("x-request-id")).isEqualTo("r1");
      assertThat(api.send(Request.get("/version"), 10_000))
          .satisfies(
              missing -> {
                assertThat(missing.status()).isEqualTo(404);
                assertThat(missing.body()).isEmpty();
              });
    } finally {
      HttpsURLConnection.setDefaultSSLSocketFactory(platform);
      server.stop(0);
    }
  }

  /** With a key of its own, which it also trusts. */
  private static SSLContext context(Path file) throws Exception {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "node",
                "-keyalg",
                "EC",
                "-dname",
                "CN=node",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                new String(PASSWORD))
            .redirectErrorStream(true)
            .start();
    keytool.getOutputStream().close();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
    KeyManagerFactory keyManagers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keyManagers.init(keys, PASSWORD);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }
}
