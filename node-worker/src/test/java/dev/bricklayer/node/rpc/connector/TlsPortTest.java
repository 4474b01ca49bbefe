package dev.bricklayer.node.rpc.connector;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.node.rpc.Calls;
import dev.bricklayer.node.rpc.RpcCaller;
import dev.bricklayer.node.rpc.Spec;
import io.dropwizard.util.Duration;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TlsPortTest {
  private static final byte[] GET =
      "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(US_ASCII);

  @TempDir private static Path folder;

  @BeforeAll
  static void makeCertificate() throws Exception {
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    Process keytool =
        new ProcessBuilder(
                List.of(
                    tool,
                    "-genkeypair",
                    "-alias",
                    "a",
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=localhost",
                    "-storetype",
                    "PKCS12",
                    "-storepass",
                    "changeit",
                    "-keystore",
                    keyStore().toString()))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
  }

  private static Path keyStore() {
    return folder.resolve("keys.p12");
  }

  @Test
  void servesRpcPlainAndInTlsAndHttps() throws Exception {
    try (GlusterPort port = GlusterPort.openTls(Duration.seconds(30), keyStore());
        RpcCaller plain = port.caller();
        SSLSocket inTls = tls(port);
        SSLSocket https = tls(port)) {
      port.volfiles.specs.put("v", Spec.Found.of("x".repeat(200_000)));
      assertThat(plain.send(Calls.getspec(1, "/v")).result(1).length).isGreaterThan(200_000);

      inTls.getOutputStream().write(Calls.getspec(2, "/v"));
      DataInputStream answer = new DataInputStream(inTls.getInputStream());
      int length = answer.readInt() & 0x7fffffff;
      assertThat(length).isGreaterThan(200_000);
      assertThat(answer.readNBytes(length)).hasSize(length);

      https.getOutputStream().write(GET);
      assertThat(new String(https.getInputStream().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 200")
          .endsWith("length 0");
    }
  }

  @Test
  void refusesPlainHttp() throws Exception {
    try (GlusterPort port = GlusterPort.openTls(Duration.seconds(30), keyStore());
        RpcCaller http = port.caller()) {
      http.send(GET);
      assertThat(new String(http.input().readAllBytes(), US_ASCII))
          .startsWith("HTTP/1.1 400")
          .endsWith("This port speaks HTTPS.\n");
    }
  }

  @Test
  void keepsIdleRpcInTls() throws Exception {
    try (GlusterPort port = GlusterPort.openTls(Duration.milliseconds(300), keyStore());
        SSLSocket inTls = tls(port)) {
      DataInputStream answer = new DataInputStream(inTls.getInputStream());
      inTls.getOutputStream().write(Calls.ping(1));
      assertThat(answer.readNBytes(40)).hasSize(40);
      for (int i = 0; i < 3; i++) { // each of them lives for one idle time-out
        try (RpcCaller silent = port.caller()) {
          assertThat(silent.ended()).isTrue();
        }
      }
      inTls.getOutputStream().write(Calls.ping(2));
      assertThat(answer.readNBytes(40)).hasSize(40);
    }
  }

  private static SSLSocket tls(GlusterPort port) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(keyStore())) {
      store.load(in, "changeit".toCharArray());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port.port());
    socket.setSoTimeout(30_000);
    return socket;
  }
}
