package dev.bricklayer.api.node;

import com.fasterxml.jackson.databind.SerializationFeature;
import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.auth.NodeSecrets;
import dev.bricklayer.api.auth.SecretFile;
import dev.bricklayer.api.backup.BackupResource;
import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.api.peer.PeerProbe;
import dev.bricklayer.api.trace.Tracing;
import dev.bricklayer.config.store.FreePorts;
import dev.bricklayer.node.backup.ClusterBackup;
import dev.bricklayer.node.backup.NodeFileCalls;
import dev.bricklayer.node.backup.NodeFiles;
import dev.bricklayer.node.identity.DurableFile;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.link.PeerClient;
import dev.bricklayer.node.rpc.GlusterRpc;
import dev.bricklayer.node.rpc.RpcClients;
import dev.bricklayer.node.rpc.SignedInBricks;
import dev.bricklayer.node.rpc.Spec;
import dev.bricklayer.node.rpc.SpecRequest;
import dev.bricklayer.node.rpc.VolfileService;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Environment;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The HTTP server of {@link RestNode}, one for all tests of a JVM, since it takes a second. */
final class RestServer extends Application<NodeConfiguration> {
  private static @Nullable RestServer running;

  private final NodeIdentity identity;
  private final NodeSecrets secrets;
  private final int port;
  private volatile RestNode node;
  private volatile ClusterApi api;

  @SuppressWarnings("NullAway.Init") // each test sets its node before it calls
  private RestServer(Path folder, int port) throws IOException {
    identity = NodeIdentity.open(folder);
    secrets =
        NodeSecrets.open(
            SecretFile.at(folder.resolve("auth")), new DurableFile(folder.resolve("auth.origin")));
    this.port = port;
  }

  static synchronized RestServer running() {
    if (running == null) {
      try {
        Path folder = Files.createTempDirectory("bricklayer-rest");
        RestServer server = new RestServer(folder, FreePorts.next());
        Path yaml = folder.resolve("node.yml");
        Files.writeString(
            yaml,
            "{stateDir: %s, clientAddress: '127.0.0.1:%d', adminAddress: '127.0.0.1:%d', logging: {level: WARN}, operations: {maxRequests: 8, maxOpen: 10}}"
                .formatted(folder, server.port, FreePorts.next()));
        server.run("server", yaml.toString());
        running = server;
      } catch (Exception e) {
        throw new AssertionError("the test's server does not start", e);
      }
    }
    return running;
  }

  @Override
  public void run(NodeConfiguration configuration, Environment environment) {
    environment.getObjectMapper().disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    configuration
        .connector()
        .setRpc(
            new GlusterRpc(
                new NoVolfiles(),
                new SignedInBricks(path -> OptionalInt.empty()),
                new RpcClients(Clock.systemUTC()),
                (operation, facts, peer) -> {}));
    new HttpRoutes(
            identity,
            configuration,
            Tracing.off(),
            secrets,
            () -> api,
            (wished, type, allowed) -> node.options(wished, type),
            volume -> node.facts(volume),
            new Probe(),
            peer -> {
              throw new AssertionError("no peer is readmitted");
            },
            step -> node.refusals(step),
            Runnable::run)
        .register(environment);
    environment.jersey().register(backups(configuration.stateDir()));
  }

  private BackupResource backups(Path folder) {
    return new BackupResource(
        () -> node.store(),
        new ClusterBackup(
            identity,
            new NodeFiles(folder),
            new NodeFileCalls(new PeerClient(identity)),
            "test",
            Clock.systemUTC()),
        folder);
  }

  void serve(RestNode newNode, ClusterApi newApi) {
    node = newNode;
    api = newApi;
  }

  NodeIdentity identity() {
    return identity;
  }

  /** The present one, which all nodes of all tests of this JVM share. */
  byte[] secret() {
    return secrets.accepted().get(0);
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private final class Probe implements PeerProbe {
    @Override
    public Hello hello(String address) {
      return node.hello(address);
    }
  }

  private static final class NoVolfiles implements VolfileService {
    @Override
    public Spec getspec(SpecRequest request) {
      throw new AssertionError("no volfile is asked for");
    }

    @Override
    public Optional<UUID> volumeId(String volume) {
      return Optional.empty();
    }
  }
}
