package dev.bricklayer.activities.daemon;

/** What a brick or daemon can be told; the numbers of program GD_BRICK, version 2. */
public enum BrickOp {
  /** Ends the brick of that name; of use for bricks that share a process only. */
  TERMINATE(1),
  /** Profile and top. */
  XLATOR_INFO(2),
  /** What a self-heal daemon does: index and full heals, statistics. */
  XLATOR_OP(3),
  /** Clients, memory, inodes, descriptors, calls of a brick. */
  STATUS(4),
  XLATOR_DEFRAG(6),
  NODE_PROFILE(7),
  /** {@link #STATUS} of a daemon that is not a brick. */
  NODE_STATUS(8),
  BARRIER(10),
  NODE_BITROT(11),
  ATTACH(12),
  SVC_ATTACH(14),
  SVC_DETACH(15);

  private final int procedure;

  BrickOp(int procedure) {
    this.procedure = procedure;
  }

  int procedure() {
    return procedure;
  }
}
