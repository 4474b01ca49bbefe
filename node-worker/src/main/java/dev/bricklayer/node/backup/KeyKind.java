package dev.bricklayer.node.backup;

import java.util.Map;

/**
 * What becomes of a key of the cluster in a backup and in a restore, by the first part of its name.
 * A kind that is not named here is kept: it was written by somebody who meant it to last.
 */
enum KeyKind {
  /** Comes back as it was: peers, volumes, bricks, ended operations. */
  KEPT,

  /** An operation; one that was open is ended, without undo anywhere. */
  OPERATION,

  /** Says that something may be removed: told as an orphan, and never done. */
  PROOF,

  /** The engine's place: comes back with the next epoch, at the node that restores. */
  ENGINE,

  /** Recognises the store: its generation grows, its beats begin anew. */
  SIGNS,

  /** Comes back where the authority does, with its key. */
  TLS,

  /** Where etcd's members are: read by a node that comes back, else made anew. */
  MEMBERS,

  /** True only while somebody lives: not even in the backup. */
  PASSING;

  private static final Map<String, KeyKind> KINDS =
      Map.ofEntries(
          Map.entry("volumes", KEPT),
          Map.entry("bricks", KEPT),
          Map.entry("peers", KEPT),
          Map.entry("usage", KEPT),
          Map.entry("xlators", KEPT),
          Map.entry("operations", OPERATION),
          Map.entry("debts", PROOF),
          Map.entry("tombstones", PROOF),
          Map.entry("engine", ENGINE),
          Map.entry("store", SIGNS),
          Map.entry("removed", KEPT),
          Map.entry("restored", KEPT),
          Map.entry("alive", PASSING),
          Map.entry("ports", PASSING),
          Map.entry("keys", PASSING),
          Map.entry("events", PASSING),
          Map.entry("members", MEMBERS),
          Map.entry("tls", TLS),
          Map.entry("tokens", PASSING));

  /**
   * @param key below the cluster's root
   */
  static KeyKind of(String key) {
    return KINDS.getOrDefault(kind(key), KEPT);
  }

  /** Whether somebody has decided about this kind. */
  static boolean decided(String key) {
    return KINDS.containsKey(kind(key));
  }

  static String kind(String key) {
    int slash = key.indexOf('/');
    return slash < 0 ? key : key.substring(0, slash);
  }
}
