package dev.bricklayer.node.identity;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * The node's identity in {@code <stateDir>/identity}, mode 0600. It survives restarts and a death
 * at any moment; a change is on the disk before anybody sees it.
 */
public final class NodeIdentity {
  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final DurableFile file;
  private volatile IdentityState state;

  private NodeIdentity(DurableFile file, IdentityState state) {
    this.file = file;
    this.state = state;
  }

  /**
   * Reads the identity, or makes one: a new peer that is a cluster of one with an id and a secret
   * of its own.
   *
   * @throws ClusterException when the folder cannot be written, or when the file and its copy are
   *     both damaged: a new identity would cut the node off from its cluster and its bricks
   */
  public static NodeIdentity open(Path stateDir) {
    DurableFile file = new DurableFile(stateDir.resolve("identity"));
    try {
      IdentityState state = file.read().map(NodeIdentity::parse).orElse(null);
      if (state == null) {
        if (file.damaged()) {
          throw new ClusterException(
              ErrorCode.INTERNAL,
              file.path()
                  + " and its copy are both damaged; restore one of them from a backup, or delete"
                  + " both to begin as a new node");
        }
        state = fresh(UUID.randomUUID());
        file.write(Json.write(state));
      }
      return new NodeIdentity(file, state);
    } catch (UncheckedIOException e) {
      throw new ClusterException(
          ErrorCode.INTERNAL,
          "the state folder " + stateDir + " cannot be used: " + e.getCause(),
          java.util.Map.of("path", stateDir.toString()),
          e);
    }
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
   */
  public synchronized IdentityState update(UnaryOperator<IdentityState> change) {
    IdentityState next = change.apply(state);
    if (!next.equals(state)) {
      file.write(Json.write(next));
      state = next;
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
        List.of());
  }

  private static IdentityState parse(byte[] json) {
    return Json.read(json, IdentityState.class);
  }
}
