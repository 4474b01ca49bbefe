package dev.bricklayer.node.rpc.connector;

import com.codahale.metrics.MetricRegistry;
import dev.bricklayer.node.rpc.GlusterRpc;
import dev.bricklayer.node.rpc.RpcClients;
import dev.bricklayer.node.rpc.SignedInBricks;
import dev.bricklayer.node.rpc.Spec;
import dev.bricklayer.node.rpc.SpecRequest;
import dev.bricklayer.node.rpc.VolfileService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.jetty.server.Server;

/**
 * A node that is nothing but the gluster port: volfiles of a folder, by key with {@code _} for
 * {@code /}. Prints what happens; {@code fetchspec KEY} and {@code clients} are its commands.
 */
final class SandboxNode {
  private SandboxNode() {}

  /**
   * @param args the folder and the path of the unix socket
   */
  public static void main(String[] args) throws Exception {
    RpcClients clients = new RpcClients();
    SignedInBricks bricks = new SignedInBricks();
    bricks.onChange(
        new SignedInBricks.Listener() {
          @Override
          public void signedIn(SignedInBricks.SignedIn brick) {
            System.out.println("signed-in " + brick.brick() + " " + brick.port());
          }

          @Override
          public void gone(SignedInBricks.SignedIn brick) {
            System.out.println("gone " + brick.brick());
          }
        });
    GlusterRpc rpc =
        new GlusterRpc(
            new Folder(Path.of(args[0])),
            bricks,
            clients,
            (operation, facts, peer) -> System.out.println("event " + operation));
    Server server = new Server();
    GlusterConnectorFactory factory = new GlusterConnectorFactory(rpc);
    factory.setPort(24007);
    server.addConnector(factory.build(server, new MetricRegistry(), "gluster", null));
    server.start();
    try (UnixSocketListener unix = UnixSocketListener.open(Path.of(args[1]), rpc);
        BufferedReader commands =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      System.out.println("ready " + ProcessHandle.current().pid() + " " + unix.path());
      for (String line = commands.readLine(); line != null; line = commands.readLine()) {
        if (line.startsWith("fetchspec ")) {
          String key = line.substring("fetchspec ".length());
          System.out.println("told " + clients.fetchSpec(key::equals));
        } else {
          clients.all().forEach(client -> System.out.println("client " + client.request()));
          System.out.println("end");
        }
      }
    }
    server.stop();
    rpc.close();
  }

  private record Folder(Path folder) implements VolfileService {
    @Override
    public Spec getspec(SpecRequest request) {
      System.out.println("getspec " + request.key());
      Path file = folder.resolve(request.key().replace('/', '_'));
      if (!Files.exists(file)) {
        return new Spec.NotFound();
      }
      if (request.key().equals("future")) {
        return new Spec.OpVersionMismatch();
      }
      try {
        return new Spec.Found(
            Files.readString(file),
            List.of("127.0.0.1:24007", "127.0.0.2:24007"),
            request.key().startsWith("shd/")
                ? Optional.of(Path.of("/run/gluster/shd-from-volfile.pid"))
                : Optional.empty());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public Optional<UUID> volumeId(String volume) {
      System.out.println("volume-id " + volume);
      return volume.equals("t") ? Optional.of(GlusterProcessesIT.VOLUME_ID) : Optional.empty();
    }
  }
}
