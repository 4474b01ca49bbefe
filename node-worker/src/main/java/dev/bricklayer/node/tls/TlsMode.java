package dev.bricklayer.node.tls;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How nodes talk to each other. */
public enum TlsMode {
  /** In plain text. */
  @JsonProperty("off")
  OFF,
  /** By TLS with whoever can, in plain text with the rest: on the way from one to the other. */
  @JsonProperty("permissive")
  PERMISSIVE,
  /** By TLS, both sides with a certificate of the cluster's authority. */
  @JsonProperty("on")
  ON
}
