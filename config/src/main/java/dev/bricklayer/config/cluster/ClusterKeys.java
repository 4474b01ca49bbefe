package dev.bricklayer.config.cluster;

import java.util.UUID;

/**
 * Where things are in the store. Everything of one cluster is below {@code /bricklayer/<cluster
 * id>/}.
 */
public record ClusterKeys(UUID clusterId) {
  public String root() {
    return "/bricklayer/" + clusterId + "/";
  }

  public String volumes() {
    return root() + "volumes/";
  }

  public String volume(String name) {
    return volumes() + name;
  }

  public String bricks() {
    return root() + "bricks/";
  }

  /** The path starts with a slash, which separates it from the peer. */
  public String brick(UUID peer, String path) {
    return bricks() + peer + path;
  }

  public String peers() {
    return root() + "peers/";
  }

  public String peer(UUID peer) {
    return peers() + peer;
  }

  public String agents() {
    return root() + "alive/";
  }

  public String agent(UUID peer) {
    return agents() + peer;
  }

  /**
   * Rewritten by each commit that adds or removes a brick of the peer; its revision guards the
   * peer's removal.
   */
  public String usage(UUID peer) {
    return root() + "usage/" + peer;
  }

  public String operations() {
    return root() + "operations/";
  }

  public String operation(UUID operation) {
    return operations() + operation;
  }

  /** What an {@code Idempotency-Key} was used for, by the key's hash; vanishes after a day. */
  public String key(String hash) {
    return root() + "keys/" + hash;
  }

  public String debts() {
    return root() + "debts/";
  }

  public String debt(UUID peer, UUID operation) {
    return debts() + peer + "/" + operation;
  }

  public String tombstones() {
    return root() + "tombstones/";
  }

  public String tombstone(UUID peer, UUID volumeId) {
    return tombstones() + peer + "/" + volumeId;
  }

  /**
   * Ports of signed-in bricks, so that nodes that share a host address can answer for each other.
   */
  public String ports() {
    return root() + "ports/";
  }

  public String port(UUID peer, String path) {
    return ports() + peer + path;
  }

  /** Where the engine is and its epoch: {@link Engine}. */
  public String engine() {
    return root() + "engine";
  }

  /** The secret of the ReST API: {@link RestSecret}. */
  public String restSecret() {
    return root() + "auth";
  }

  public String formerRestSecrets() {
    return restSecret() + "/former/";
  }

  /** One that was rotated away, under a lease that ends with its time of grace. */
  public String formerRestSecret(long generation) {
    return formerRestSecrets() + generation;
  }

  /** The certificate of the cluster's authority, PEM. */
  public String authority() {
    return root() + "tls/authority";
  }

  public String revocations() {
    return root() + "tls/revoked/";
  }

  /** Since when a peer's certificates are worth nothing. */
  public String revocation(UUID peer) {
    return revocations() + peer;
  }

  public String joinTokens() {
    return root() + "tokens/";
  }

  public String joinToken(String id) {
    return joinTokens() + id;
  }

  public String events() {
    return root() + "events/";
  }

  public String event(UUID event) {
    return events() + event;
  }

  /** The members of the embedded etcd as the nodes agreed on them. */
  public String members() {
    return root() + "members/";
  }

  public String member(UUID peer) {
    return members() + peer;
  }

  /** The last restore from a backup, and what of the backup was not done but is told. */
  public String restored() {
    return root() + "restored/";
  }

  /** Option tables of installed xlators, by glusterfs version. */
  public String xlators() {
    return root() + "xlators/";
  }

  /** By what the store itself is recognised. */
  public String signs() {
    return root() + "store/";
  }

  /** {@link Birth}. */
  public String birth() {
    return signs() + "birth";
  }

  /** {@link Beats}: the last hundred, one every ten seconds. */
  public String beats() {
    return signs() + "beats";
  }

  /** {@link Beats}: one of a hundred, kept for a month. */
  public String anchors() {
    return signs() + "anchors";
  }

  /** Says that the peer was removed; until it joins again. Only that makes a node leave. */
  public String removed(UUID peer) {
    return root() + "removed/" + peer;
  }

  /** The first 8 characters of the cluster's id: short enough for task queues and workflow ids. */
  public String shortId() {
    return clusterId.toString().substring(0, 8);
  }
}
