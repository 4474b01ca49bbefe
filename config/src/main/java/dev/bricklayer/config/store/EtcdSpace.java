package dev.bricklayer.config.store;

import dev.bricklayer.config.error.ClusterException;
import io.etcd.jetcd.maintenance.AlarmType;
import io.etcd.jetcd.maintenance.StatusResponse;
import io.etcd.jetcd.options.CompactOption;
import java.net.URI;

/**
 * The room that etcd's databases take, and what makes room. A database's file never shrinks by
 * itself: compaction frees pages within it, and only defragmentation gives them back. A member
 * whose file has reached its quota raises an alarm, and etcd then takes no put and grants no lease
 * until the alarm is lifted; deletes pass.
 */
public final class EtcdSpace {
  private static final String NO_SPACE = "NOSPACE";

  private final EtcdConnection connection;

  public EtcdSpace(EtcdStore store) {
    this.connection = store.connection();
  }

  /**
   * What one member tells of its database.
   *
   * @param size of the file, in bytes
   * @param inUse of it, in bytes; the rest is free for later values and goes by defragmentation.
   *     What a compaction has freed counts as in use until the next value is written
   * @param leader the id of the member that leads as this one knows it; 0 when there is none
   * @param alarm whether some member has raised the alarm for want of space
   * @param revision the store's
   */
  public record Database(
      long member,
      long leader,
      boolean learner,
      long size,
      long inUse,
      boolean alarm,
      long revision) {}

  /** What the member at that client URL tells; learners answer too, and no leader is needed. */
  public Database database(URI endpoint) {
    StatusResponse answer =
        connection.aside(
            "tell the size of " + endpoint,
            client -> client.getMaintenanceClient().statusMember(EtcdConnection.target(endpoint)));
    return new Database(
        answer.getHeader().getMemberId(),
        answer.getLeader(),
        answer.isLearner(),
        answer.getDbSize(),
        answer.getDbSizeInUse(),
        answer.getErrorList().stream().anyMatch(error -> error.contains(NO_SPACE)),
        answer.getHeader().getRevision());
  }

  /**
   * Forgets all values that were replaced or deleted up to that revision, in all members. A watch
   * that has not come so far is told, and lists anew. One that was compacted already is success.
   */
  public void compact(long revision) {
    try {
      connection.call(
          "forget what is older than revision " + revision,
          EtcdRoute.LONG_DEADLINE,
          client ->
              client
                  .getKVClient()
                  .compact(revision, CompactOption.builder().withCompactPhysical(true).build()));
    } catch (ClusterException e) {
      if (!e.sentence().contains("has been compacted")) {
        throw e;
      }
    }
  }

  /**
   * Gives the free pages of one member's file back; that member answers nothing meanwhile. A
   * learner refuses this.
   */
  public void defragment(URI endpoint) {
    connection.aside(
        "defragment " + endpoint,
        EtcdRoute.LONG_DEADLINE,
        client -> client.getMaintenanceClient().defragmentMember(EtcdConnection.target(endpoint)));
  }

  /**
   * Lifts the alarms for want of space of all members; one whose database is still too large raises
   * its own again.
   */
  public void liftAlarms() {
    connection
        .call("list the alarms", client -> client.getMaintenanceClient().listAlarms())
        .getAlarms()
        .stream()
        .filter(alarm -> alarm.getAlarmType() == AlarmType.NOSPACE)
        .forEach(
            alarm ->
                connection.call(
                    "lift the alarm of a member",
                    client -> client.getMaintenanceClient().alarmDisarm(alarm)));
  }
}
