package dev.bricklayer.node.identity;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The node's identity in {@code <stateDir>/identity}, mode 0600. It survives restarts and a death
 * at any moment; a change is on the disk before anybody sees it.
 */
public final class NodeIdentity {
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private static final String WAY_BACK =
      ". This node serves its bricks and clients as they are, follows no configuration and takes no"
          + " changes. Put the identity back from a backup and start the node again, or give it its"
          + " identity from another node with `glustercli peer readmit`";

  private final DurableFile file;
  private final IdentityStamp stamp;
  private final @Nullable String fault;
  private volatile IdentityState state;

  private NodeIdentity(
      DurableFile file, IdentityStamp stamp, IdentityState state, @Nullable String fault) {
    this.file = file;
    this.stamp = stamp;
    this.state = state;
    this.fault = fault;
  }

  /**
   * Reads the identity. In a fresh folder it makes one: a new peer that is a cluster of one with an
   * id and a secret of its own. Where a node has lived, an identity that is missing, damaged or
   * older than the folder is a {@link #fault}: a new or an old one would cut the node off from its
   * cluster and its bricks.
   *
   * @throws ClusterException when the folder cannot be used
   */
  public static NodeIdentity open(Path stateDir) {
    DurableFile file = new DurableFile(stateDir.resolve("identity"));
    IdentityStamp stamp = new IdentityStamp(stateDir);
    try {
      IdentityState found = file.read().map(NodeIdentity::parse).orElse(null);
      IdentityStamp.Stamp stamped = stamp.read().orElse(null);
      String fault = fault(file, found, stamp, stamped);
      if (fault != null) {
        UUID known = found != null ? found.peerId() : stamped != null ? stamped.peerId() : null;
        return new NodeIdentity(file, stamp, nobody(known), fault);
      }
      NodeIdentity identity =
          new NodeIdentity(file, stamp, found == null ? fresh(UUID.randomUUID()) : found, null);
      if (found == null) {
        file.write(Json.write(identity.state));
      }
      if (stamped == null || stamped.serial() != identity.state.serial()) {
        stamp.write(identity.state);
      }
      return identity;
    } catch (UncheckedIOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "the state folder " + stateDir + " cannot be used: " + e.getCause(),
          Map.of("path", stateDir.toString()),
          e);
    }
  }

  private static @Nullable String fault(
      DurableFile file,
      @Nullable IdentityState found,
      IdentityStamp stamp,
      IdentityStamp.@Nullable Stamp stamped) {
    if (found == null) {
      if (file.damaged()) {
        return file.path() + " and its copy are both damaged" + WAY_BACK;
      }
      return stamp
          .trace()
          .map(trace -> file.path() + " is missing, but there is " + trace + WAY_BACK)
          .orElse(null);
    }
    if (stamped != null && !stamped.peerId().equals(found.peerId())) {
      return "%s is that of peer %s, and the folder is that of peer %s"
              .formatted(file.path(), found.peerId(), stamped.peerId())
          + WAY_BACK;
    }
    return stamped != null && stamped.serial() > found.serial()
        ? "%s is an older copy: it has changed %d times, and %d times when this node ran last"
                .formatted(file.path(), found.serial(), stamped.serial())
            + WAY_BACK
        : null;
  }

  /** Who can prove nothing to anybody, and is never written. */
  private static IdentityState nobody(@Nullable UUID known) {
    IdentityState fresh = fresh(known == null ? UUID.randomUUID() : known);
    return fresh.withEtcd(null);
  }

  /** Why this node does not know who it is; empty as a rule. Then nothing can be changed in it. */
  public Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  /** Which peer this folder is known to have been of; for a node that has a {@link #fault}. */
  public Optional<UUID> lived() {
    return stamp.read().map(IdentityStamp.Stamp::peerId);
  }

  /**
   * Takes an identity that another node or a backup has given it back, for the next start. The
   * present one is not touched.
   *
   * @throws UncheckedIOException when it cannot be written; nothing has changed then
   */
  public synchronized void replaceForNextStart(IdentityState given) {
    long serial =
        Math.max(state.serial(), stamp.read().map(IdentityStamp.Stamp::serial).orElse(0L));
    IdentityState next = given.withSerial(Math.max(serial, given.serial()) + 1);
    file.write(Json.write(next));
    stamp.write(next);
  }

  public IdentityState state() {
    return state;
  }

  public UUID peerId() {
    return state.peerId();
  }

  public UUID clusterId() {
    return state.clusterId();
  }

  public byte[] secret() {
    return HexFormat.of().parseHex(state.secret());
  }

  /**
   * Changes the identity; on the disk when this returns.
   *
   * @throws UncheckedIOException when it cannot be written; nothing has changed then
   * @throws ClusterException {@code UNAVAILABLE} while this node does not know who it is
   */
  public synchronized IdentityState update(UnaryOperator<IdentityState> change) {
    if (fault != null) {
      throw new ClusterException(ErrorCode.UNAVAILABLE, fault);
    }
    IdentityState next = change.apply(state);
    if (!next.equals(state)) {
      next = next.withSerial(state.serial() + 1);
      file.write(Json.write(next));
      state = next;
      stamp.write(next);
    }
    return next;
  }

  /** A cluster of one with a new id and secret; the peer id stays. */
  public static IdentityState fresh(UUID peerId) {
    byte[] secret = new byte[SECRET_BYTES];
    RANDOM.nextBytes(secret);
    return new IdentityState(
        peerId,
        UUID.randomUUID(),
        HexFormat.of().formatHex(secret),
        Membership.NONE,
        EtcdMember.alone(),
        List.of(),
        List.of(),
        1);
  }

  private static IdentityState parse(byte[] json) {
    return Json.read(json, IdentityState.class);
  }
}
