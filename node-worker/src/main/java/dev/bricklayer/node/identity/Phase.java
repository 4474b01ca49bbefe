package dev.bricklayer.node.identity;

/**
 * How far a node is in being part of a cluster with others. Leaving needs no phase: it is one write
 * that makes the node a cluster of its own.
 */
public enum Phase {
  /** Its cluster was begun by itself; other nodes may have been added to it since. */
  FRESH,
  /** Asked to join another cluster; it takes no changing request meanwhile. */
  INVITED,
  /** It has the other cluster's id and secret; that cluster has not said yet that it is in. */
  JOINING,
  /** Taken in by a cluster that another node began. */
  MEMBER
}
