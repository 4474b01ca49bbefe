package dev.bricklayer.node.backup;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.node.identity.EtcdMember;
import dev.bricklayer.node.identity.IdentityState;
import dev.bricklayer.node.identity.KnownPeer;
import dev.bricklayer.node.identity.Membership;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.identity.Phase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes in a backup that this node shall be restored from, when the node is a fresh cluster of one
 * and its bricks are the backup's, and notes what is to be done. Changes nothing else: the next
 * start does it.
 */
public final class ClusterRestore {
  private final NodeIdentity identity;
  private final RestoreStage stage;
  private final BrickMarks marks;
  private final String address;
  private final Clock clock;

  /**
   * @param address {@code host:port} under which other nodes reach this one
   */
  public ClusterRestore(
      NodeIdentity identity, RestoreStage stage, BrickMarks marks, String address, Clock clock) {
    this.identity = identity;
    this.stage = stage;
    this.marks = marks;
    this.address = address;
    this.clock = clock;
  }

  /**
   * What the restore will make of this node.
   *
   * @param bricks what is the matter with bricks that will not serve; empty when nothing is
   */
  public record Accepted(
      UUID id,
      UUID cluster,
      UUID peer,
      String name,
      boolean nodeOnly,
      List<String> volumes,
      List<String> bricks) {
    public Accepted {
      volumes = List.copyOf(volumes);
      bricks = List.copyOf(bricks);
    }
  }

  /**
   * @param store of this node's own, fresh cluster; not asked for where the node has lost its
   *     identity alone and comes back to the others
   * @param as the peer of the backup that this node shall be; null: the one with its id or address
   * @throws BackupFault when the file is not whole, cannot be opened, or was altered
   * @throws ClusterException {@code FORBIDDEN} when the node is not empty, {@code INVALID_REQUEST}
   *     when it is none of the backup's peers
   */
  public Accepted accept(
      Supplier<ClusterStore> store,
      Path backup,
      Opening opening,
      @Nullable UUID as,
      boolean nodeOnly)
      throws IOException {
    Inside inside = new Inside();
    BackupFile.read(backup, opening, inside);
    BackupHeader header = Objects.requireNonNull(inside.header);
    requireNotBusy();
    if (identity.fault().isEmpty() || !nodeOnly) {
      requireEmpty(store.get(), new ClusterKeys(header.cluster()));
    }
    Peer self = inside.peer(as);
    List<String> bricks = marks.faults(inside.bricks(self.id()));
    RestorePlan plan =
        new RestorePlan(
            UUID.randomUUID(),
            inside.identity(self, nodeOnly),
            address.substring(0, address.lastIndexOf(':')).replace("[", "").replace("]", ""),
            nodeOnly,
            header.time(),
            clock.instant());
    stage.prepare(plan, backup, opening);
    return new Accepted(
        plan.id(),
        header.cluster(),
        self.id(),
        self.name(),
        nodeOnly,
        List.copyOf(inside.volumes),
        bricks);
  }

  private void requireNotBusy() {
    if (stage.pending().isPresent()) {
      throw forbidden("a restore is under way on this node already");
    }
  }

  private void requireEmpty(ClusterStore store, ClusterKeys wanted) {
    IdentityState now = identity.state();
    if (now.membership().phase() != Phase.FRESH || !now.peers().isEmpty()) {
      throw forbidden(
          "this node is part of a cluster with others; a backup is restored into a fresh node"
              + " only");
    }
    ClusterKeys own = new ClusterKeys(now.clusterId());
    if (store.list(own.peers()).entries().size() > 1) {
      throw forbidden(
          "this node's cluster has other peers; a backup is restored into a fresh node");
    }
    if (!store.list(own.volumes()).entries().isEmpty()
        || !store.list(own.bricks()).entries().isEmpty()) {
      throw forbidden("this node has volumes; a backup is restored into a fresh node only");
    }
    boolean busy =
        store.list(own.operations()).entries().stream()
            .anyMatch(entry -> Json.read(entry.value(), Operation.class).open());
    if (busy) {
      throw forbidden("an operation is under way on this node; wait for its end");
    }
    if (!wanted.equals(own) && !store.list(wanted.root()).entries().isEmpty()) {
      throw forbidden(
          "the store that this node uses has cluster " + wanted.clusterId() + " already");
    }
  }

  private static ClusterException forbidden(String sentence) {
    return new ClusterException(ErrorCode.FORBIDDEN, sentence);
  }

  /** What is needed of a backup to take it in. */
  private final class Inside implements BackupVisitor {
    private @Nullable BackupHeader header;
    private @Nullable String secret;
    private final Map<UUID, Peer> peers = new HashMap<>();
    private final Map<UUID, List<Brick>> bricks = new HashMap<>();
    private final List<String> volumes = new ArrayList<>();

    @Override
    public void header(BackupHeader found) {
      header = found;
    }

    @Override
    public void secret(String found) {
      secret = found;
    }

    @Override
    public void entry(String key, byte[] value) throws IOException {
      switch (KeyKind.kind(key)) {
        case "peers" -> {
          Peer peer = BackupSummary.parsed(key, value, Peer.class);
          peers.put(peer.id(), peer);
        }
        case "bricks" -> {
          Brick brick = BackupSummary.parsed(key, value, Brick.class);
          bricks.computeIfAbsent(brick.peerId(), peer -> new ArrayList<>()).add(brick);
        }
        case "volumes" -> volumes.add(key.substring(key.indexOf('/') + 1));
        default -> {
          // looked at by its own step
        }
      }
    }

    private List<Brick> bricks(UUID peer) {
      return bricks.getOrDefault(peer, List.of());
    }

    private Peer peer(@Nullable UUID as) {
      if (as != null) {
        Peer named = peers.get(as);
        if (named == null) {
          throw nobody("the backup has no peer " + as);
        }
        return named;
      }
      Peer same = peers.get(identity.peerId());
      if (same != null) {
        return same;
      }
      List<Peer> here =
          peers.values().stream().filter(peer -> peer.peerAddresses().contains(address)).toList();
      if (here.size() != 1) {
        throw nobody("this node's address " + address + " is that of no peer of the backup");
      }
      return here.get(0);
    }

    private ClusterException nobody(String why) {
      String known =
          String.join(
              ", ",
              peers.values().stream()
                  .map(
                      peer ->
                          peer.id() + " (" + peer.name() + ", " + peer.peerAddresses().get(0) + ")")
                  .sorted()
                  .toList());
      return new ClusterException(
          ErrorCode.INVALID_REQUEST,
          why + "; say as which of its peers this node shall come back: " + known,
          Map.of("peers", known));
    }

    private IdentityState identity(Peer self, boolean nodeOnly) throws BackupFault {
      if (secret == null || !secret.matches("[0-9a-f]{64}")) {
        throw new BackupFault("the backup is damaged: it has no secret of the cluster");
      }
      List<KnownPeer> others =
          peers.values().stream()
              .filter(peer -> !peer.id().equals(self.id()))
              .map(peer -> new KnownPeer(peer.id(), peer.peerAddresses().get(0), true))
              .toList();
      if (nodeOnly && others.isEmpty()) {
        throw new BackupFault("the backup has no other peer that could have the cluster");
      }
      return new IdentityState(
          self.id(),
          Objects.requireNonNull(header).cluster(),
          secret,
          nodeOnly ? new Membership(Phase.MEMBER, null, null, null) : Membership.NONE,
          nodeOnly ? null : EtcdMember.alone(),
          nodeOnly ? others : List.of(),
          List.of(),
          0);
    }
  }
}
