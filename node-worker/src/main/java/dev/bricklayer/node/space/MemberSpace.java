package dev.bricklayer.node.space;

/**
 * The room of one member's database, in bytes.
 *
 * @param member etcd's id of it, in hex
 * @param leads whether it leads the members
 * @param led whether it knows a leader
 * @param learner whether it has no vote; nobody can defragment it then
 * @param size of the file; it never shrinks by itself
 * @param inUse of the file; the rest is free pages
 * @param quota how large it may grow by ordinary changes
 * @param limit at which etcd refuses each put and each lease
 * @param alarm whether etcd refuses them now, on all members
 * @param revision the store's
 */
public record MemberSpace(
    String member,
    boolean leads,
    boolean led,
    boolean learner,
    long size,
    long inUse,
    long quota,
    long limit,
    boolean alarm,
    long revision) {
  /** Of the quota: beyond it the node tells, and looks for room. */
  private static final double FILLING = 0.8;

  /** Of the quota, in use: beyond it nothing is taken that adds to the configuration. */
  private static final double TIGHT = 0.9;

  /** Of the limit: below it an alarm is lifted. */
  private static final double ROOMY = 0.95;

  /** Below this size a file of mostly free pages disturbs nobody. */
  private static final long SMALL = 64L << 20;

  /** Whether it is to be told, and room to be made. */
  public boolean filling() {
    return large() || alarm;
  }

  boolean large() {
    return size >= FILLING * quota;
  }

  /** Whether only changes that free space are to be taken. */
  public boolean tight() {
    return inUse >= TIGHT * quota;
  }

  /** Whether nothing stands against its taking puts again. */
  boolean roomy() {
    return size < ROOMY * limit;
  }

  /** Whether defragmentation is worth that the member answers nothing meanwhile. */
  boolean fragmented() {
    long free = size - inUse;
    return (large() && free >= size / 5) || (size >= SMALL && free >= size / 2);
  }
}
