package dev.bricklayer.node.backup;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.node.identity.DurableFile;
import dev.bricklayer.node.identity.IdentityState;
import dev.bricklayer.node.identity.NodeIdentity;
import dev.bricklayer.node.store.StoreNotes;
import dev.bricklayer.node.tls.PeerName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A restore on its way, in {@code <stateDir>/restore}: the opened backup, and a plan that is
 * written last. It is done in two steps, each of which may be repeated:
 *
 * <ol>
 *   <li>{@link #begin}, before the node knows who it is: the files of the node and its identity;
 *   <li>{@link StoreFilling#fill}, before anything else reads the node's new, empty store.
 * </ol>
 */
public final class RestoreStage {
  private static final Logger LOG = LoggerFactory.getLogger(RestoreStage.class);

  private final Path stateDir;
  private final Path folder;
  private final Path content;
  private final DurableFile plan;

  public RestoreStage(Path stateDir) {
    this.stateDir = stateDir;
    this.folder = stateDir.resolve("restore");
    this.content = folder.resolve("content");
    this.plan = new DurableFile(folder.resolve("plan"));
  }

  /** What is to be done; empty when nothing is. */
  public Optional<RestorePlan> pending() {
    return plan.read().map(json -> Json.read(json, RestorePlan.class));
  }

  /**
   * Notes a restore; it is done by the next start.
   *
   * @param backup was looked at and is whole
   */
  void prepare(RestorePlan what, Path backup, Opening opening) throws IOException {
    StableStorage.makeFolders(folder);
    BackupFile.reseal(backup, opening, content, new Seal.Open());
    plan.write(Json.write(what));
  }

  /**
   * The first step: the node becomes what the backup says, unless it is that already.
   *
   * @throws ClusterException when a file cannot be written; the next start tries again
   */
  public void begin() {
    RestorePlan now = pending().orElse(null);
    if (now == null) {
      return;
    }
    try {
      NodeIdentity identity = NodeIdentity.open(stateDir);
      if (identity.fault().isPresent() || !is(identity.state(), now.identity())) {
        NodeFiles files = new NodeFiles(stateDir);
        RestoredCertificates certificates = certificates();
        certificates.giveUp();
        BackupFile.read(content, Opening.NOTHING, new OwnFiles(files, now));
        if (!now.nodeOnly()) {
          IdentityState to = now.identity();
          certificates.renew(new PeerName(to.clusterId(), to.peerId()), now.host());
        }
        new StoreNotes(stateDir).forget();
        identity.replaceForNextStart(now.identity());
        LOG.info("this node is {} now, as the backup says", now.identity());
      }
      if (now.nodeOnly()) {
        done();
      }
    } catch (IOException | UncheckedIOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "the restore that was begun cannot go on: " + e.getMessage(),
          Map.of(),
          e);
    }
  }

  private static boolean is(IdentityState now, IdentityState wanted) {
    return now.peerId().equals(wanted.peerId()) && now.clusterId().equals(wanted.clusterId());
  }

  private RestoredCertificates certificates() {
    return new RestoredCertificates(stateDir, Clock.systemUTC());
  }

  /** Whether the cluster's authority is here as the backup has it. */
  boolean authorityKept() {
    return certificates().kept();
  }

  /** The opened backup of the pending restore. */
  Path content() {
    return content;
  }

  /** Nothing is pending any more. */
  void done() {
    try {
      plan.delete();
      StableStorage.delete(content);
    } catch (IOException e) {
      LOG.warn("the opened backup {} stays and holds secrets: {}", content, e.toString());
    }
  }

  /** Writes what the backup has of this node. */
  private record OwnFiles(NodeFiles files, RestorePlan plan) implements BackupVisitor {
    @Override
    public void file(UUID peer, String name, byte[] bytes) throws IOException {
      // the authority is the cluster's, whichever node had it; who comes back asks the others
      if (name.startsWith("tls/") ? !plan.nodeOnly() : peer.equals(plan.identity().peerId())) {
        files.write(name, bytes);
      }
    }

    @Override
    public void node(UUID peer, @Nullable String missing) {
      if (peer.equals(plan.identity().peerId()) && missing != null) {
        LOG.warn("the backup has none of this node's own files: {}", missing);
      }
    }
  }
}
