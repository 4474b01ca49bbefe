package dev.bricklayer.api.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.activities.brick.BrickEvents;
import dev.bricklayer.activities.brick.Orphan;
import dev.bricklayer.activities.operation.OperationEvents;
import dev.bricklayer.api.log.NodeLogging;
import dev.bricklayer.api.metrics.NodeCounters;
import dev.bricklayer.config.event.ClusterEvent;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationError;
import dev.bricklayer.config.operation.Outcome;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.node.backup.BackupSchedule;
import dev.bricklayer.node.space.MemberSpace;
import dev.bricklayer.node.space.Room;
import dev.bricklayer.node.space.SpaceEvents;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Takes what happens on this node to its log, its figures and the cluster's events. */
public final class NodeEvents
    implements BrickEvents, OperationEvents, BackupSchedule.Listener, SpaceEvents {
  private static final Logger LOG = LoggerFactory.getLogger(NodeEvents.class);

  private final UUID self;
  private final NodeCounters counters;
  private final Clock clock;
  private volatile @Nullable EventLog log;

  public NodeEvents(UUID self, NodeCounters counters, Clock clock) {
    this.self = self;
    this.counters = counters;
    this.clock = clock;
  }

  /** From now on events go there: the node has entered another cluster. */
  public void into(EventLog current) {
    log = current;
  }

  @Override
  public void died(Brick brick) {
    counters.brickDied();
    tell(UUID.randomUUID(), "brick.died", facts(brick));
  }

  @Override
  public void restarted(Brick brick, int attempts) {
    counters.brickRestarted();
    Map<String, String> facts = facts(brick);
    facts.put("attempts", Integer.toString(attempts));
    tell(UUID.randomUUID(), "brick.restarted", facts);
  }

  @Override
  public void failed(Brick brick, int attempts, String error) {
    counters.brickFailed();
    Map<String, String> facts = facts(brick);
    facts.put("attempts", Integer.toString(attempts));
    facts.put("error", error);
    tell(UUID.randomUUID(), "brick.failed", facts);
  }

  @Override
  public void ended(Operation operation, @Nullable JsonNode plan) {
    counters.operationEnded(operation);
    try (MDC.MDCCloseable ignored = NodeLogging.operation(operation.id());
        MDC.MDCCloseable alsoIgnored =
            MDC.putCloseable(NodeLogging.REQUEST, operation.requestId())) {
      OperationError error = operation.error();
      LOG.info(
          "operation {} ({}) {} after {} ms{}",
          operation.id(),
          operation.summary(),
          outcome(operation),
          Duration.between(operation.acceptedAt(), end(operation)).toMillis(),
          error == null ? "" : ": " + error.message());
    }
    if (operation.outcome() == Outcome.SUCCEEDED) {
      // the operation's own id: told twice, it is still one event
      tell(operation.id(), name(operation), facts(operation, plan));
    }
  }

  @Override
  public void room(Room now, MemberSpace fullest) {
    tell(
        UUID.randomUUID(),
        switch (now) {
          case WIDE -> "store.roomy";
          case FILLING -> "store.filling";
          case TIGHT -> "store.tight";
          case FULL -> "store.full";
        },
        facts(fullest));
  }

  @Override
  public void defragmented(MemberSpace before, MemberSpace after) {
    Map<String, String> facts = facts(after);
    facts.put("size.before", Long.toString(before.size()));
    tell(UUID.randomUUID(), "store.defragmented", facts);
  }

  /** The engine's database was damaged, and lies in that folder now. */
  public void engineDatabaseSetAside(Path folder) {
    counters.engineDatabaseSetAside();
    Map<String, String> facts = new TreeMap<>();
    facts.put("peer.id", self.toString());
    facts.put("path", folder.toString());
    tell(UUID.randomUUID(), "engine.database-set-aside", facts);
  }

  private static Map<String, String> facts(MemberSpace space) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("member", space.member());
    facts.put("size", Long.toString(space.size()));
    facts.put("in-use", Long.toString(space.inUse()));
    facts.put("quota", Long.toString(space.quota()));
    return facts;
  }

  private static String outcome(Operation operation) {
    Outcome outcome = operation.outcome();
    return outcome == null
        ? "ended"
        : outcome == Outcome.SUCCEEDED
            ? "succeeded"
            : outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static Instant end(Operation operation) {
    Instant end = operation.endedAt();
    return end == null ? operation.acceptedAt() : end;
  }

  private static String name(Operation operation) {
    return switch (operation.kind()) {
      case CREATE_VOLUME -> "volume.created";
      case START_VOLUME -> "volume.started";
      case STOP_VOLUME -> "volume.stopped";
      case DELETE_VOLUME -> "volume.deleted";
      case ADD_PEER -> "peer.added";
      case REMOVE_PEER -> "peer.removed";
    };
  }

  private static Map<String, String> facts(Operation operation, @Nullable JsonNode plan) {
    Map<String, String> facts = new TreeMap<>();
    JsonNode noted = plan == null ? null : plan.get("plan");
    if (operation.subject().startsWith("volume/")) {
      facts.put("volume.name", operation.entity());
      put(facts, "volume.id", noted == null ? null : noted.get("volumeId"));
    } else {
      JsonNode peer = noted == null ? null : noted.get("peer");
      put(facts, "peer.id", peer == null ? null : peer.get("id"));
      put(facts, "peer.name", peer == null ? null : peer.get("name"));
    }
    return facts;
  }

  private static void put(Map<String, String> facts, String name, @Nullable JsonNode value) {
    if (value != null) {
      facts.put(name, value.asText());
    }
  }

  @Override
  public void orphaned(Orphan orphan) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("brick.path", orphan.path());
    facts.put("peer.id", self.toString());
    facts.put(
        "what",
        orphan.what().stream()
            .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', '-'))
            .collect(Collectors.joining(",")));
    if (orphan.volumeId() != null) {
      facts.put("volume.id", orphan.volumeId().toString());
    }
    if (orphan.volume() != null) {
      facts.put("volume.name", orphan.volume());
    }
    tell(UUID.randomUUID(), "brick.orphaned", facts);
  }

  @Override
  public void written(String name, int copies) {
    tell(
        UUID.randomUUID(),
        "backup.written",
        Map.of("backup.name", name, "copies", Integer.toString(copies)));
  }

  @Override
  public void failed(String why) {
    tell(UUID.randomUUID(), "backup.failed", Map.of("error", why));
  }

  private static Map<String, String> facts(Brick brick) {
    Map<String, String> facts = new TreeMap<>();
    facts.put("volume.name", brick.volumeName());
    facts.put("volume.id", brick.volumeId().toString());
    facts.put("brick.id", brick.id().toString());
    facts.put("brick.path", brick.path());
    facts.put("peer.id", brick.peerId().toString());
    return facts;
  }

  private void tell(UUID id, String name, Map<String, String> facts) {
    ClusterEvent event = new ClusterEvent(id, name, facts, self, clock.instant());
    EventLog current = log;
    if (current == null) {
      counters.eventDropped();
    } else {
      current.tell(event);
    }
  }
}
