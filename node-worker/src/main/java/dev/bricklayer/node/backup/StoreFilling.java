package dev.bricklayer.node.backup;

import dev.bricklayer.config.cluster.Birth;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.event.ClusterEvent;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Guard;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The second step of a restore: the backup's keys into an empty store. The last transaction makes
 * it a store that is followed, by a birth of the next generation; until then nobody reads it, and
 * what was put is put again after a death.
 */
public final class StoreFilling {
  private static final Logger LOG = LoggerFactory.getLogger(StoreFilling.class);

  /** Fits the transaction size that etcd has by default. */
  private static final int AT_ONCE = 100;

  private static final int BYTES_AT_ONCE = 512 << 10;
  private static final long EVENT_SECONDS = 600;

  private final RestoreStage stage;
  private final Clock clock;

  public StoreFilling(RestoreStage stage, Clock clock) {
    this.stage = stage;
    this.clock = clock;
  }

  /**
   * Does what is pending; nothing if nothing is.
   *
   * @param store that this node's identity leads to; nothing of it was read
   * @throws ClusterException {@code UNAVAILABLE} when it does not answer, {@code CONFLICT} when it
   *     holds something else
   */
  public void fill(ClusterStore store) {
    RestorePlan plan = stage.pending().filter(pending -> !pending.nodeOnly()).orElse(null);
    if (plan == null) {
      return;
    }
    ClusterKeys keys = new ClusterKeys(plan.identity().clusterId());
    if (last(store, keys).filter(record -> record.id().equals(plan.id())).isEmpty()) {
      claim(store, keys, plan);
      try {
        Filling filling = new Filling(store, keys, plan);
        BackupFile.read(stage.content(), Opening.NOTHING, filling);
        filling.finish();
      } catch (IOException e) {
        throw new ClusterException(
            ErrorCode.INTERNAL, "the opened backup cannot be read: " + e.getMessage());
      }
    }
    stage.done();
  }

  /** What the last restore of a cluster came to; empty when there was none. */
  public static Optional<RestoreRecord> last(ClusterStore store, ClusterKeys keys) {
    return store
        .get(keys.restored() + "last")
        .map(entry -> Json.read(entry.value(), RestoreRecord.class));
  }

  /** Two nodes may be restored into one store at the same time: the first of them does it. */
  private static void claim(ClusterStore store, ClusterKeys keys, RestorePlan plan) {
    String running = keys.restored() + "running";
    if (store.list(keys.root()).entries().isEmpty()) {
      store.commit(
          List.of(Guard.absent(running)),
          List.of(new Change.Put(running, Json.write(new Running(plan.id())))));
    }
    boolean ours =
        store
            .get(running)
            .map(entry -> Json.read(entry.value(), Running.class).id().equals(plan.id()))
            .orElse(false);
    if (!ours) {
      throw new ClusterException(
          ErrorCode.CONFLICT,
          "the store holds something of cluster "
              + keys.clusterId()
              + " already; a backup is restored into an empty store only");
    }
  }

  /** Whose restore is filling the store. */
  record Running(UUID id) {}

  private final class Filling implements BackupVisitor {
    private final ClusterStore store;
    private final ClusterKeys keys;
    private final RestorePlan plan;
    private final List<Change> waiting = new ArrayList<>();
    private int bytes;
    private int entries;
    private int interrupted;
    private int told;
    private @Nullable Engine engine;
    private @Nullable Birth birth;

    private Filling(ClusterStore store, ClusterKeys keys, RestorePlan plan) {
      this.store = store;
      this.keys = keys;
      this.plan = plan;
    }

    @Override
    public void entry(String key, byte[] value) throws IOException {
      switch (KeyKind.of(key)) {
        case KEPT -> {
          // what an earlier restore told is history; its own notes are written anew
          if (!key.equals("restored/last") && !key.equals("restored/running")) {
            put(key, value);
          }
        }
        case OPERATION -> put(key, ended(BackupSummary.parsed(key, value, Operation.class), value));
        case TLS -> {
          if (stage.authorityKept()) {
            put(key, value);
          }
        }
        case PROOF -> {
          told++;
          put("restored/told/" + key, value);
        }
        case ENGINE -> engine = BackupSummary.parsed(key, value, Engine.class);
        case SIGNS -> {
          if (keys.birth().equals(keys.root() + key)) {
            birth = BackupSummary.parsed(key, value, Birth.class);
          }
        }
        case MEMBERS, PASSING -> {
          // true only of the nodes that ran
        }
      }
    }

    private byte[] ended(Operation operation, byte[] value) {
      if (!operation.open()) {
        return value;
      }
      interrupted++;
      OperationError why =
          new OperationError(
              ErrorCode.CONFLICT,
              "interrupted by restore: the cluster was restored from a backup of "
                  + plan.backupTime()
                  + ", in which the operation had not ended; nothing of it is undone",
              Map.of("operation-id", operation.id().toString()));
      return Json.write(
          operation.ended(clock.instant(), Outcome.INTERRUPTED, why, operation.steps()));
    }

    private void put(String key, byte[] value) {
      if (waiting.size() == AT_ONCE || (bytes + value.length > BYTES_AT_ONCE && bytes > 0)) {
        flush();
      }
      waiting.add(new Change.Put(keys.root() + key, value));
      bytes += value.length;
      entries++;
    }

    private void flush() {
      if (!waiting.isEmpty()) {
        store.commit(List.of(), List.copyOf(waiting));
        waiting.clear();
        bytes = 0;
      }
    }

    private void finish() {
      flush();
      UUID self = plan.identity().peerId();
      Birth next = birth == null ? Birth.first() : new Birth(birth.id(), birth.generation() + 1);
      RestoreRecord record =
          new RestoreRecord(
              plan.id(),
              self,
              clock.instant(),
              plan.backupTime(),
              next.generation(),
              entries,
              interrupted,
              told);
      List<Change> changes = new ArrayList<>();
      changes.add(new Change.Put(keys.birth(), Json.write(next)));
      changes.add(new Change.Put(keys.restored() + "last", Json.write(record)));
      changes.add(new Change.Delete(keys.restored() + "running"));
      if (engine != null) {
        Engine now =
            new Engine(engine.peer() == null ? null : self, engine.epoch() + 1, engine.namespace());
        changes.add(new Change.Put(keys.engine(), Json.write(now)));
      }
      changes.add(event(record));
      store.commit(List.of(), changes);
      LOG.warn(
          "cluster {} is restored from the backup of {}: generation {}, {} keys; {} operations were"
              + " open and end as interrupted, {} debts and deletions are told and not done",
          keys.clusterId(),
          plan.backupTime(),
          next.generation(),
          entries,
          interrupted,
          told);
    }

    private Change event(RestoreRecord record) {
      ClusterEvent event =
          new ClusterEvent(
              UUID.randomUUID(),
              "cluster.restored",
              Map.of(
                  "backup.time", record.backupTime().toString(),
                  "generation", Long.toString(record.generation()),
                  "operations.interrupted", Integer.toString(record.interrupted()),
                  "told", Integer.toString(record.told())),
              record.peer(),
              record.at());
      return new Change.Put(keys.event(event.id()), Json.write(event), store.grant(EVENT_SECONDS));
    }
  }
}
