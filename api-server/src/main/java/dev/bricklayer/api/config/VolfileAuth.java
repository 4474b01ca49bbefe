package dev.bricklayer.api.config;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a client without credentials must show before it gets a volfile; bricks ask for themselves
 * in any case.
 */
public enum VolfileAuth {
  /** An address that {@code auth.reject} does not hold. */
  @JsonProperty("none")
  NONE,
  /** Also one that {@code auth.allow} holds, where that is set. */
  @JsonProperty("address")
  ADDRESS
}
