package dev.bricklayer.api.node;

import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.volume.BrickFacts;
import dev.bricklayer.api.volume.BrickStatus;
import dev.bricklayer.api.volume.VolumeInfo;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.node.facts.BrickFact;
import dev.bricklayer.node.facts.LocalBricks;
import dev.bricklayer.node.facts.RemoteBricks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks all nodes of a volume at once; a node that does not answer shows its bricks offline. */
final class ClusterBrickFacts implements BrickFacts {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterBrickFacts.class);

  private final UUID self;
  private final Supplier<ClusterApi> cluster;
  private final LocalBricks local;
  private final RemoteBricks remote;
  private final Executor executor;

  ClusterBrickFacts(
      UUID self,
      Supplier<ClusterApi> cluster,
      LocalBricks local,
      RemoteBricks remote,
      Executor executor) {
    this.self = self;
    this.cluster = cluster;
    this.local = local;
    this.remote = remote;
    this.executor = executor;
  }

  @Override
  public List<BrickStatus> of(VolumeView volume) {
    Map<UUID, List<Brick>> byPeer = new LinkedHashMap<>();
    volume
        .bricks()
        .forEach(
            brick -> byPeer.computeIfAbsent(brick.peerId(), id -> new ArrayList<>()).add(brick));
    Map<UUID, BrickFact> facts = new HashMap<>();
    List<CompletableFuture<List<BrickFact>>> asked =
        byPeer.entrySet().stream()
            .map(
                entry ->
                    CompletableFuture.supplyAsync(
                        () -> ask(entry.getKey(), entry.getValue()), executor))
            .toList();
    asked.forEach(answer -> answer.join().forEach(fact -> facts.put(fact.brick(), fact)));
    ClusterView view = cluster.get().view();
    return volume.bricks().stream()
        .map(
            brick ->
                status(brick, view, facts.getOrDefault(brick.id(), BrickFact.unknown(brick.id()))))
        .toList();
  }

  private List<BrickFact> ask(UUID peer, List<Brick> bricks) {
    if (peer.equals(self)) {
      return local.facts(bricks);
    }
    Optional<Peer> known = cluster.get().view().peer(peer);
    if (known.isEmpty() || cluster.get().view().agent(peer).isEmpty()) {
      return List.of();
    }
    try {
      return remote.ask(known.get(), bricks);
    } catch (ClusterException e) {
      LOG.info("no facts of bricks from {}: {}", known.get().name(), e.getMessage());
      return List.of();
    }
  }

  private static BrickStatus status(Brick brick, ClusterView view, BrickFact fact) {
    return new BrickStatus(
        VolumeInfo.BrickInfo.of(brick, view),
        fact.online(),
        (int) fact.pid(),
        fact.port(),
        fact.fsType(),
        fact.mountOptions(),
        fact.device(),
        new BrickStatus.SizeInfo(fact.capacity(), fact.used(), fact.free()));
  }
}
