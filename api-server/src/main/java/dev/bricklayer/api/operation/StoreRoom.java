package dev.bricklayer.api.operation;

import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.node.space.MemberSpace;
import dev.bricklayer.node.space.Room;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whether the configuration store has room for one more change. What frees space is taken for as
 * long as etcd takes anything.
 */
public final class StoreRoom {
  /** These add nothing that stays. */
  private static final Set<OperationKind> SMALL =
      EnumSet.of(
          OperationKind.START_VOLUME,
          OperationKind.STOP_VOLUME,
          OperationKind.DELETE_VOLUME,
          OperationKind.REMOVE_PEER);

  private static final int RETRY_SECONDS = 5;

  private final Supplier<Optional<MemberSpace>> space;

  /**
   * @param space what is known of the embedded store; empty where nothing is
   */
  public StoreRoom(Supplier<Optional<MemberSpace>> space) {
    this.space = space;
  }

  /**
   * @throws ClusterException {@code UNAVAILABLE} when there is no room for a change of that kind
   */
  public void require(OperationKind kind) {
    Optional<MemberSpace> known = space.get();
    if (known.isEmpty()) {
      return;
    }
    Room room = Room.of(known.get());
    if (room == Room.FULL || (room == Room.TIGHT && !SMALL.contains(kind))) {
      throw new ClusterException(
          ErrorCode.UNAVAILABLE,
          Room.sentence(known.get()),
          Map.of("retry-after", Integer.toString(RETRY_SECONDS)));
    }
  }
}
