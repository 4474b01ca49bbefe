package dev.bricklayer.api.node;

import dev.bricklayer.activities.operation.OperationRecords;
import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.api.auth.SecretRotation;
import dev.bricklayer.api.operation.Operations;
import dev.bricklayer.api.operation.StepChecks;
import dev.bricklayer.api.peer.PeerProbe;
import dev.bricklayer.api.volume.BrickStatus;
import dev.bricklayer.api.volume.VolumeInfo;
import dev.bricklayer.config.cluster.ClusterKeys;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.cluster.WatchedClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.peer.Peer;
import dev.bricklayer.config.store.Change;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.InMemoryStore;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.workflows.operation.PlannedStep;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * A node's ReST API on a real port with all its routes and filters, above a store in memory and a
 * scripted engine. Two peers: {@link #SELF} and {@link #TWO}.
 */
public final class RestNode implements AutoCloseable {
  public static final UUID TWO = UUID.fromString("00000000-0000-4000-8000-000000000002");

  /** How long its requests wait for their operations, when nothing else is said. */
  public static final Duration SYNC_LIMIT = Duration.ofMillis(400);

  private final RestServer server = RestServer.running();
  private final InMemoryStore store = new InMemoryStore();
  private final ClusterKeys keys = new ClusterKeys(server.identity().clusterId());
  private final WatchedClusterView view = new WatchedClusterView(store, keys);
  private final ScriptedEngine engine;
  private final RestClient client = new RestClient(server);
  private PeerProbe probe = address -> nobody(address);
  private StepChecks checks = step -> List.of();

  public RestNode() {
    this(SYNC_LIMIT);
  }

  /**
   * @param syncLimit how long its requests wait for their operations
   */
  public RestNode(Duration syncLimit) {
    OperationRecords records = new OperationRecords(store, () -> keys, Clock.systemUTC());
    engine = new ScriptedEngine(store, keys, records);
    engine.succeeds();
    Operations operations =
        new Operations(
            view, records, engine, engine, syncLimit, Clock.systemUTC(), operation -> {});
    ClusterApi api = new ClusterApi(view, operations, new SecretRotation(store, keys));
    server.serve(this, api);
    put(keys.peer(self()), peer(self(), "h1"));
    put(keys.peer(TWO), peer(TWO, "h2"));
  }

  public static Peer peer(UUID id, String host) {
    return new Peer(
        id,
        "node-" + host,
        List.of(host + ":24008"),
        List.of(host + ":24007"),
        Map.of("_zone", id.toString()),
        1);
  }

  public UUID self() {
    return server.identity().peerId();
  }

  InMemoryStore store() {
    return store;
  }

  public RestClient client() {
    return client;
  }

  public ScriptedEngine engine() {
    return engine;
  }

  public ClusterKeys keys() {
    return keys;
  }

  public WatchedClusterView view() {
    return view;
  }

  /** Changes the store, and returns when the node's copy has it. */
  public void put(String key, Object value) {
    awaitCopy(store.commit(List.of(), List.of(new Change.Put(key, Json.write(value)))).revision());
  }

  /** Deletes a key, and returns when the node's copy has it. */
  public void remove(String key) {
    awaitCopy(store.commit(List.of(), List.of(new Change.Delete(key))).revision());
  }

  private void awaitCopy(long revision) {
    if (!view.awaitRevision(revision, Duration.ofSeconds(30))) {
      throw new AssertionError("the copy does not follow");
    }
  }

  /** Whether the store answers nobody. */
  public void storeIsAway(boolean away) {
    store.setAway(away);
  }

  /** Everything in the store. */
  public Map<String, String> everything() {
    return store.list("").entries().stream()
        .collect(
            Collectors.toMap(
                Entry::key,
                entry -> new String(entry.value(), java.nio.charset.StandardCharsets.UTF_8),
                (one, two) -> one,
                TreeMap::new));
  }

  /** Who answers at other nodes' peer ports. */
  public void others(PeerProbe answers) {
    probe = answers;
  }

  /** What nodes say when they are asked to look at a step. */
  public void checks(StepChecks answers) {
    checks = answers;
  }

  List<OperationError> refusals(PlannedStep step) {
    return checks.refusals(step);
  }

  PeerProbe.Hello hello(String address) {
    return probe.hello(address);
  }

  Map<String, String> options(Map<String, String> wished, SubvolType type) {
    Map<String, String> all = new TreeMap<>(wished);
    wished.forEach(
        (key, value) -> {
          if (key.startsWith("no.")) {
            throw new ClusterException(ErrorCode.INVALID_REQUEST, "option not found: " + key);
          }
        });
    if (type == SubvolType.REPLICATE) {
      all.putIfAbsent("cluster/replicate.self-heal-daemon", "on");
    }
    return all;
  }

  List<BrickStatus> facts(VolumeView volume) {
    return volume.bricks().stream()
        .map(
            brick ->
                new BrickStatus(
                    VolumeInfo.BrickInfo.of(brick, view),
                    true,
                    77,
                    49152,
                    "xfs",
                    "rw",
                    "/dev/loop3",
                    new BrickStatus.SizeInfo(3, 1, 2)))
        .toList();
  }

  private static PeerProbe.Hello nobody(String address) {
    throw new AssertionError("no look at " + address + " was expected");
  }

  /** A body with ' for ", and the ids of the peers for @1 and @2. */
  public String json(String text) {
    return text.replace('\'', '"').replace("@1", self().toString()).replace("@2", TWO.toString());
  }

  /** Creates a replicated volume over both peers. */
  public void volume(String name) {
    client.post("/v1/volumes", json(replica(name))).expect(201);
  }

  public static String replica(String name) {
    return "{'name':'"
        + name
        + "','subvols':[{'type':'replicate','replica':2,'bricks':["
        + "{'peerid':'@1','path':'/b/"
        + name
        + "'},{'peerid':'@2','path':'/b/"
        + name
        + "'}]}]}";
  }

  @Override
  public void close() {
    view.close();
    store.close();
  }
}
