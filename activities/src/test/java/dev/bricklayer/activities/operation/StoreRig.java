package dev.bricklayer.activities.operation;

import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.Engine;
import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationState;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.peer.Agent;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.ClusterStore;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.Volume;
import dev.bricklayer.config.volume.VolumeAuth;
import dev.bricklayer.workflows.operation.OperationEnd;
import dev.bricklayer.workflows.operation.Ticket;
import dev.bricklayer.workflows.volume.BrickChecks;
import dev.bricklayer.workflows.volume.CreateVolumePlan;
import dev.bricklayer.workflows.volume.VolumePlan;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A store with an engine of epoch 1, three peers, and operations to be committed in it. */
public final class StoreRig {
  public final ClusterStore store;
  public final ClusterKeys keys = new ClusterKeys(UUID.randomUUID());
  public final Clock clock = Clock.fixed(Examples.NOW, ZoneOffset.UTC);
  public final List<Peer> peers = List.of(Examples.peer(1), Examples.peer(2), Examples.peer(3));
  private final AtomicInteger operations = new AtomicInteger();

  public StoreRig(ClusterStore store) {
    this.store = store;
    setEpoch(1);
    peers.forEach(peer -> put(keys.peer(peer.id()), peer));
  }

  public StoreOperationActivities operations() {
    return new StoreOperationActivities(store, () -> keys, clock);
  }

  public OperationRecords records() {
    return new OperationRecords(store, () -> keys, clock);
  }

  public void setEpoch(long epoch) {
    put(keys.engine(), new Engine(peers.get(0).id(), epoch, "default"));
  }

  public void setAlive(Peer peer, boolean alive) {
    if (alive) {
      put(keys.agent(peer.id()), new Agent(1, Examples.NOW, "0.1.0"));
    } else {
      delete(keys.agent(peer.id()));
    }
  }

  public long put(String key, Object value) {
    return store.commit(List.of(), List.of(new Change.Put(key, Json.write(value)))).revision();
  }

  public void delete(String key) {
    store.commit(List.of(), List.of(new Change.Delete(key)));
  }

  /** Accepts an operation of epoch 1 whose record holds credentials. */
  public Ticket accept(OperationKind kind) {
    Operation plain = Examples.operation(operations.incrementAndGet(), kind, "volume/v1");
    com.fasterxml.jackson.databind.ObjectMapper mapper = Json.newMapper();
    com.fasterxml.jackson.databind.JsonNode plan =
        mapper.valueToTree(
            Map.of("plan", Map.of(), "auth", new VolumeAuth("the-user", "the-password")));
    Operation operation = withPlan(plain, plan);
    records().accept(operation);
    return new Ticket(operation.id(), kind, keys.shortId(), 1, 1);
  }

  private static Operation withPlan(Operation o, com.fasterxml.jackson.databind.JsonNode plan) {
    return new Operation(
        o.id(),
        o.kind(),
        o.subject(),
        o.entity(),
        o.summary(),
        o.state(),
        o.epoch(),
        o.level(),
        o.initiator(),
        o.requestId(),
        o.workflowId(),
        o.runId(),
        o.acceptedAt(),
        o.endedAt(),
        o.outcome(),
        o.error(),
        o.revision(),
        o.steps(),
        plan,
        null,
        null);
  }

  public Operation record(Ticket ticket) {
    return records().read(ticket.operation()).orElseThrow();
  }

  public OperationState state(Ticket ticket) {
    return record(ticket).state();
  }

  public <T> Optional<T> value(String key, Class<T> type) {
    return store.get(key).map(entry -> Json.read(entry.value(), type));
  }

  /** Everything but the records, as it is in the store. */
  public List<String> entities() {
    return store.list(keys.root()).entries().stream()
        .filter(entry -> !entry.key().startsWith(keys.operations()))
        .map(StoreRig::line)
        .toList();
  }

  private static String line(Entry entry) {
    return entry.key() + "@" + entry.modRevision();
  }

  public static CreateVolumePlan createPlan(Volume volume, List<Brick> bricks) {
    return new CreateVolumePlan(
        volume.id(),
        volume.name(),
        volume.transport(),
        volume.subvols(),
        bricks,
        volume.options(),
        volume.metadata(),
        0,
        BrickChecks.STRICT);
  }

  public static VolumePlan plan(Volume volume, List<Brick> bricks, boolean force) {
    return new VolumePlan(volume.id(), volume.name(), bricks, force, 0);
  }

  public static OperationEnd end(Outcome outcome) {
    return new OperationEnd(outcome, null, List.of(), List.of());
  }
}
