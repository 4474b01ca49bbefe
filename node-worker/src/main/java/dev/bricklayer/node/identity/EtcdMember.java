package dev.bricklayer.node.identity;

import java.util.UUID;

/**
 * What a node is in the embedded etcd of its cluster.
 *
 * @param folder name of its data folder; each time that a member begins anew it has another, so
 *     data that was given up is never started again
 * @param memberId etcd's id of a member that joined others, in hex; empty for one that began alone
 * @param initialCluster {@code name=url,…} of all members when it joined; empty as before
 * @param patient whether its time-outs are those of a member among several voters
 * @param voter whether it votes, as far as it knows
 * @param unused whether it has never served: only then may its folder be missing. One that has
 *     served is never begun again with an empty folder, since the others would take it for the one
 *     that has confirmed their writes
 */
public record EtcdMember(
    String folder,
    String memberId,
    String initialCluster,
    boolean patient,
    boolean voter,
    boolean unused) {

  /** The first member of a new cluster. */
  public static EtcdMember alone() {
    return new EtcdMember(newFolder(), "", "", false, true, true);
  }

  public static EtcdMember learner(String memberId, String initialCluster) {
    return new EtcdMember(newFolder(), memberId, initialCluster, true, false, true);
  }

  private static String newFolder() {
    return "member-" + UUID.randomUUID().toString().substring(0, 8);
  }

  public EtcdMember withVoter(boolean now) {
    return new EtcdMember(folder, memberId, initialCluster, patient, now, unused);
  }

  public EtcdMember withPatience(boolean now) {
    return new EtcdMember(folder, memberId, initialCluster, now, voter, unused);
  }

  public EtcdMember used() {
    return new EtcdMember(folder, memberId, initialCluster, patient, voter, false);
  }
}
