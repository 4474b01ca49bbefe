package dev.bricklayer.api.auth;

import java.util.List;

/** The secrets that a token may be signed with now. */
public interface AcceptedSecrets {
  /**
   * The present one first, then those that were rotated away and are still accepted.
   *
   * @throws dev.bricklayer.config.error.ClusterException {@code UNAVAILABLE} while this node does
   *     not know its cluster's secret yet
   */
  List<byte[]> accepted();
}
