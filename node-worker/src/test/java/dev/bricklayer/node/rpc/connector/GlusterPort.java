package dev.bricklayer.node.rpc.connector;

import com.codahale.metrics.MetricRegistry;
import dev.bricklayer.node.rpc.FakeVolfiles;
import dev.bricklayer.node.rpc.GlusterRpc;
import dev.bricklayer.node.rpc.RpcCaller;
import dev.bricklayer.node.rpc.RpcClients;
import dev.bricklayer.node.rpc.SignedInBricks;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.util.Duration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * A server with the gluster port, as the node process has it. {@code GET /block} holds its thread
 * until {@link #release}; everything else is answered with the length of its body.
 */
final class GlusterPort implements AutoCloseable {
  private static final int HTTP_THREADS = 12;

  final FakeVolfiles volfiles = new FakeVolfiles();
  final SignedInBricks bricks = new SignedInBricks();
  final RpcClients clients = new RpcClients();
  final GlusterRpc rpc;
  final Server server;
  final AtomicInteger blocked = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private final ServerConnector connector;

  private GlusterPort(Duration idle, Function<GlusterRpc, HttpConnectorFactory> factory)
      throws Exception {
    rpc = new GlusterRpc(volfiles, bricks, clients, (operation, facts, peer) -> {});
    server = new Server(new QueuedThreadPool(HTTP_THREADS, HTTP_THREADS));
    connector = start(factory.apply(rpc), idle);
  }

  static GlusterPort open() throws Exception {
    return new GlusterPort(Duration.seconds(30), GlusterConnectorFactory::new);
  }

  static GlusterPort open(Duration idle) throws Exception {
    return new GlusterPort(idle, GlusterConnectorFactory::new);
  }

  /** With TLS; the store's password is "changeit". */
  static GlusterPort openTls(Duration idle, Path keyStore) throws Exception {
    return new GlusterPort(
        idle,
        rpc -> {
          GlusterHttpsConnectorFactory factory = new GlusterHttpsConnectorFactory();
          factory.setRpc(rpc);
          factory.setKeyStorePath(keyStore.toString());
          factory.setKeyStorePassword("changeit");
          factory.setValidateCerts(false);
          factory.setDisableSniHostCheck(true);
          return factory;
        });
  }

  private ServerConnector start(HttpConnectorFactory factory, Duration idle) throws Exception {
    factory.setPort(0);
    factory.setBindHost("127.0.0.1");
    factory.setIdleTimeout(idle);
    ServerConnector built =
        (ServerConnector) factory.build(server, new MetricRegistry(), "gluster", null);
    server.addConnector(built);
    server.setHandler(new Lengths());
    server.start();
    return built;
  }

  int port() {
    return connector.getLocalPort();
  }

  RpcCaller caller() throws IOException {
    return RpcCaller.connect(port());
  }

  void release() {
    release.countDown();
  }

  @Override
  public void close() throws Exception {
    if (!server.isRunning()) {
      return;
    }
    release();
    server.stop();
    rpc.close();
  }

  private final class Lengths extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      if (request.getHttpURI().getPath().equals("/block")) {
        blocked.incrementAndGet();
        release.await();
      }
      long length = 0;
      try (var body = Content.Source.asInputStream(request)) {
        length = body.transferTo(java.io.OutputStream.nullOutputStream());
      }
      byte[] answer = ("length " + length).getBytes(StandardCharsets.US_ASCII);
      response.write(true, java.nio.ByteBuffer.wrap(answer), callback);
      return true;
    }
  }
}
