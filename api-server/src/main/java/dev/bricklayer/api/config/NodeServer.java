package dev.bricklayer.api.config;

import dev.bricklayer.node.rpc.connector.GlusterConnectorFactory;
import io.dropwizard.core.server.DefaultServerFactory;
import io.dropwizard.jetty.HttpConnectorFactory;
import io.dropwizard.request.logging.LogbackAccessRequestLogFactory;
import io.dropwizard.util.DataSize;
import io.dropwizard.util.Duration;
import java.util.List;

/**
 * Dropwizard's server with our connectors: HTTP and gluster RPC on one port, administration on
 * another.
 */
final class NodeServer {
  private NodeServer() {}

  static DefaultServerFactory of(Address client, Address admin, GlusterConnectorFactory gluster) {
    gluster.setPort(client.port());
    gluster.setBindHost(client.host());
    gluster.setIdleTimeout(Duration.seconds(60));
    gluster.setMaxRequestHeaderSize(DataSize.kibibytes(16));
    gluster.setAcceptorThreads(java.util.Optional.of(1));
    gluster.setSelectorThreads(java.util.Optional.of(2));

    HttpConnectorFactory administration = new HttpConnectorFactory();
    administration.setPort(admin.port());
    administration.setBindHost(admin.host());
    administration.setAcceptorThreads(java.util.Optional.of(1));
    administration.setSelectorThreads(java.util.Optional.of(1));

    DefaultServerFactory server = new DefaultServerFactory();
    server.setApplicationConnectors(List.of(gluster));
    server.setAdminConnectors(List.of(administration));
    server.setMinThreads(4);
    server.setMaxThreads(64);
    server.setAdminMinThreads(1);
    server.setAdminMaxThreads(8);
    server.setShutdownGracePeriod(Duration.milliseconds(300));
    server.setRegisterDefaultExceptionMappers(false);
    server.setEnableThreadNameFilter(false);
    server.setDetailedJsonProcessingExceptionMapper(false);
    LogbackAccessRequestLogFactory silent = new LogbackAccessRequestLogFactory();
    silent.setAppenders(List.of());
    server.setRequestLogFactory(silent);
    server.getGzipFilterFactory().setEnabled(false);
    return server;
  }
}
