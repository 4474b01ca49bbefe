package dev.bricklayer.node.rpc.connector;

import dev.bricklayer.node.rpc.GlusterRpc;
import io.dropwizard.jetty.HttpConnectorFactory;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.util.thread.ThreadPool;
import org.jspecify.annotations.Nullable;

/** What the plain and the TLS variant of the connector have in common. */
final class GlusterConnectors {
  /** The kernel lowers it to its own limit. */
  private static final int BACKLOG = 4096;

  private GlusterConnectors() {}

  static GlusterRpc required(@Nullable GlusterRpc rpc) {
    if (rpc == null) {
      throw new IllegalStateException(
          "the gluster connector has no RPC endpoint: call setRpc before the server is built");
    }
    return rpc;
  }

  /** As Dropwizard builds its connector, from the same settings. */
  static GlusterServerConnector build(
      HttpConnectorFactory settings,
      Server server,
      Scheduler scheduler,
      ByteBufferPool buffers,
      String name,
      @Nullable ThreadPool threads,
      ConnectionFactory... factories) {
    if (settings.isUseProxyProtocol()) {
      throw new IllegalStateException("useProxyProtocol is not possible on the gluster port");
    }
    GlusterServerConnector connector =
        new GlusterServerConnector(
            server,
            threads,
            scheduler,
            buffers,
            settings.getAcceptorThreads().orElse(-1),
            settings.getSelectorThreads().orElse(-1),
            factories);
    connector.setPort(settings.getPort());
    connector.setHost(settings.getBindHost());
    connector.setInheritChannel(settings.isInheritChannel());
    Integer backlog = settings.getAcceptQueueSize();
    connector.setAcceptQueueSize(backlog == null ? BACKLOG : backlog);
    connector.setReuseAddress(settings.isReuseAddress());
    connector.setIdleTimeout(settings.getIdleTimeout().toMilliseconds());
    connector.setName(name);
    return connector;
  }
}
