package dev.bricklayer.node.rpc.connector;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.bricklayer.node.rpc.GlusterRpc;
import io.dropwizard.jetty.HttpConnectorFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * HTTP and gluster RPC on one port ({@code type: gluster} in YAML, with all settings of {@code
 * http} except {@code useProxyProtocol}). Built by code it gets the endpoint by its constructor;
 * built from YAML by {@link #setRpc} before the server is built.
 */
@JsonTypeName("gluster")
public final class GlusterConnectorFactory extends HttpConnectorFactory {
  private @Nullable GlusterRpc rpc;

  /** For Jackson: {@link #setRpc} must follow. */
  public GlusterConnectorFactory() {}

  public GlusterConnectorFactory(GlusterRpc rpc) {
    this.rpc = rpc;
  }

  @JsonIgnore
  public void setRpc(GlusterRpc rpc) {
    this.rpc = rpc;
  }

  @Override
  protected ServerConnector buildConnector(
      Server server,
      Scheduler scheduler,
      ByteBufferPool buffers,
      String name,
      @Nullable ThreadPool threads,
      ConnectionFactory... factories) {
    ProtocolDetector detector =
        new ProtocolDetector(
            "detector", GlusterConnectors.required(rpc), /* tls= */ null, factories[0]);
    return GlusterConnectors.build(
        this, server, scheduler, buffers, name, threads, detector, factories[0]);
  }
}
