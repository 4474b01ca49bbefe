package dev.bricklayer.api.node;

import dev.bricklayer.api.config.NodeConfiguration;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.node.child.ChildSupervisor;
import dev.bricklayer.node.child.TemporalChild;
import dev.bricklayer.node.child.TemporalSettings;
import dev.bricklayer.node.engine.EngineRoute;
import dev.bricklayer.node.link.Channel;
import dev.bricklayer.node.link.Forwarder;
import dev.bricklayer.node.link.PeerClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to the engine: the user's own; or this node's child, started when it is asked for; or
 * another node's, through a local port that leads to that node's peer port.
 */
final class EngineHost implements EngineRoute {
  private final UUID self;
  private final @Nullable String external;
  private final TemporalSettings settings;
  private final PeerClient peers;
  private final Supplier<Optional<ClusterView>> view;
  private final Consumer<Path> onSetAside;
  private @Nullable TemporalChild child;
  private @Nullable Forwarder forwarder;

  EngineHost(
      UUID self,
      NodeConfiguration configuration,
      PeerClient peers,
      Supplier<Optional<ClusterView>> view,
      Consumer<Path> onSetAside) {
    this.onSetAside = onSetAside;
    this.self = self;
    this.external = configuration.temporal().target();
    this.settings = new NodeSettings(configuration).temporal();
    this.peers = peers;
    this.view = view;
  }

  @Override
  public String target(Engine engine, Duration atMost) {
    if (external != null) {
      return external;
    }
    return self.equals(engine.peer()) ? own(atMost) : forwarder().local();
  }

  private String own(Duration atMost) {
    TemporalChild running;
    synchronized (this) {
      if (child == null) {
        child = new TemporalChild(settings, onSetAside).start();
      }
      running = child;
    }
    running.requireReady(atMost);
    return settings.target();
  }

  private synchronized Forwarder forwarder() {
    if (forwarder == null) {
      forwarder = new Forwarder(Channel.TEMPORAL, 0, peers, this::where);
    }
    return forwarder;
  }

  private Optional<Forwarder.Target> where() {
    return view.get()
        .flatMap(
            known ->
                known
                    .engine()
                    .flatMap(engine -> Optional.ofNullable(engine.peer()))
                    .flatMap(known::peer))
        .map(peer -> new Forwarder.Target(peer.peerAddresses().get(0), peer.id()));
  }

  /** The loopback port of this node's engine, for the peer port; empty while it runs none. */
  synchronized OptionalInt port() {
    return child == null ? OptionalInt.empty() : OptionalInt.of(settings.port());
  }

  synchronized List<ChildSupervisor> children() {
    return child == null ? List.of() : List.of(child.supervisor());
  }

  /** The node leaves the cluster whose engine this is. */
  synchronized void leave() {
    if (child != null) {
      child.close();
      child = null;
    }
    closeForwarder();
  }

  synchronized void closeForwarder() {
    if (forwarder != null) {
      forwarder.close();
      forwarder = null;
    }
  }
}
