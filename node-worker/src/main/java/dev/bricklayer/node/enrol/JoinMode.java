package dev.bricklayer.node.enrol;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Whom a node follows into a cluster, and whom a cluster takes in. */
public enum JoinMode {
  /** The first cluster that asks, and any node that is named. For networks that are trusted. */
  @JsonProperty("open")
  OPEN,
  /** Only with a token that the cluster has made. */
  @JsonProperty("token")
  TOKEN
}
