package dev.bricklayer.node.identity;

/** How far a node is in being part of a cluster with others. */
public enum Phase {
  /** Its cluster is its own, begun by itself; other nodes may have been added to it since. */
  FRESH,
  /** Asked to join another cluster; it takes no changing request meanwhile. */
  INVITED,
  /** It has the other cluster's id and secret; that cluster has not said yet that it is in. */
  JOINING,
  /** A member of a cluster that took it in. */
  MEMBER,
  /** Told to leave, or found out that it was removed; on its way to a cluster of its own. */
  LEAVING
}
