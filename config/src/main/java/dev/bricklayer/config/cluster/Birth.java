package dev.bricklayer.config.cluster;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * By what a store of a cluster is recognised: written once when the cluster begins, and again with
 * the next generation when the cluster is restored from a backup.
 *
 * @param id random; a cluster that begins anew has another one
 * @param generation 1 at first, one more with each restore
 */
public record Birth(UUID id, long generation) {
  public Birth {
    requireNonNull(id, "the birth of a store has no id");
    if (generation < 1) {
      throw new IllegalArgumentException("the generation " + generation + " is below 1");
    }
  }

  public static Birth first() {
    return new Birth(UUID.randomUUID(), 1);
  }

  @Override
  public String toString() {
    return id + ", generation " + generation;
  }
}
