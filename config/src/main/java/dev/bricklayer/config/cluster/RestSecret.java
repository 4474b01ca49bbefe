package dev.bricklayer.config.cluster;

/**
 * A secret that tokens of the ReST API are signed with, as all nodes of a cluster have it.
 *
 * @param secret the key's characters
 * @param generation 1 for the cluster's first; one more after each rotation
 * @param graceSeconds for a former one: how long it is accepted at most; 0 for the present one
 */
public record RestSecret(String secret, long generation, long graceSeconds) {

  /** Never the secret. */
  @Override
  public String toString() {
    return "secret of generation " + generation;
  }
}
