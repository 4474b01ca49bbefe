package dev.bricklayer.node.child;

/**
 * What an etcd member is begun with. A later start says the same, so that it can adopt a member
 * that lives on.
 *
 * @param folder name of its data folder below {@link EtcdSettings#folder}
 * @param name the peer's id
 * @param initialCluster {@code name=url,…}: itself alone, or all members of the cluster that it
 *     joins
 * @param existing whether it joins members that are there
 * @param token tells clusters apart that were begun at the same address
 * @param pace how soon the loss of a leader is noticed
 */
public record EtcdStart(
    String folder, String name, String initialCluster, boolean existing, String token, Pace pace) {

  /** Heartbeat and election time-outs. */
  public enum Pace {
    /** For the only voter: it loses nobody, so it need not wait a second before it serves. */
    ALONE(20, 200),
    /** For several: a slow disk must not look like the loss of the leader. */
    TOGETHER(100, 1000);

    private final int heartbeatMillis;
    private final int electionMillis;

    Pace(int heartbeatMillis, int electionMillis) {
      this.heartbeatMillis = heartbeatMillis;
      this.electionMillis = electionMillis;
    }

    int heartbeatMillis() {
      return heartbeatMillis;
    }

    int electionMillis() {
      return electionMillis;
    }
  }

  public static EtcdStart alone(String name, String peerUrl, String token) {
    return new EtcdStart("data", name, name + "=" + peerUrl, false, token, Pace.ALONE);
  }

  public EtcdStart withPace(Pace now) {
    return new EtcdStart(folder, name, initialCluster, existing, token, now);
  }
}
