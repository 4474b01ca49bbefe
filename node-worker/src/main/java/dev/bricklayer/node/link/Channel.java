package dev.bricklayer.node.link;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a connection to the peer port is for. */
public enum Channel {
  /** One call of a node of the same cluster. */
  @JsonProperty("call")
  CALL,
  /** One call of a node that shares no secret with this one: greeting, inviting, joining. */
  @JsonProperty("offer")
  OFFER,
  /** Passed through to this node's embedded Temporal. */
  @JsonProperty("temporal")
  TEMPORAL,
  /** Passed through to this node's embedded etcd. */
  @JsonProperty("etcd")
  ETCD;

  boolean needsSecret() {
    return this != OFFER;
  }

  boolean passesThrough() {
    return this == TEMPORAL || this == ETCD;
  }
}
