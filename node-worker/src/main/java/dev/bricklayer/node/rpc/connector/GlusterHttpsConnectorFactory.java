package dev.bricklayer.node.rpc.connector;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.bricklayer.node.rpc.GlusterRpc;
import io.dropwizard.jetty.HttpsConnectorFactory;
import java.util.Iterator;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * HTTPS and gluster RPC, plain and inside TLS, on one port ({@code type: gluster-https} in YAML,
 * with all settings of {@code https} except {@code useProxyProtocol}). Plain HTTP is answered with
 * 400. It gets the endpoint as {@link GlusterConnectorFactory} does.
 */
@JsonTypeName("gluster-https")
public final class GlusterHttpsConnectorFactory extends HttpsConnectorFactory {
  private @Nullable GlusterRpc rpc;

  /** For Jackson: {@link #setRpc} must follow. */
  public GlusterHttpsConnectorFactory() {}

  public GlusterHttpsConnectorFactory(GlusterRpc rpc) {
    this.rpc = rpc;
  }

  @JsonIgnore
  public void setRpc(GlusterRpc rpc) {
    this.rpc = rpc;
  }

  /** The factories are Dropwizard's: TLS (wrapped, so it is built anew here) and HTTP. */
  @Override
  protected ServerConnector buildConnector(
      Server server,
      Scheduler scheduler,
      ByteBufferPool buffers,
      String name,
      @Nullable ThreadPool threads,
      ConnectionFactory... factories) {
    GlusterRpc endpoint = GlusterConnectors.required(rpc);
    ConnectionFactory http = factories[1];
    ProtocolDetector inner = new ProtocolDetector("detector-in-tls", endpoint, null, http);
    SslConnectionFactory tls = new SslConnectionFactory(tlsContext(server), inner.getProtocol());
    ProtocolDetector outer = new ProtocolDetector("detector", endpoint, tls, null);
    return GlusterConnectors.build(
        this, server, scheduler, buffers, name, threads, outer, tls, inner, http);
  }

  /** The one that this factory has just given to the server. */
  private static SslContextFactory.Server tlsContext(Server server) {
    Iterator<SslContextFactory.Server> contexts =
        server.getBeans(SslContextFactory.Server.class).iterator();
    SslContextFactory.Server newest = contexts.next();
    while (contexts.hasNext()) {
      newest = contexts.next();
    }
    return newest;
  }
}
