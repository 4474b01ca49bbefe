package dev.bricklayer.config.cluster;

import dev.bricklayer.config.operation.Operation;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The operations that have not ended, found by what they lock without a look at the others. Written
 * by one thread, read by any.
 */
final class OpenOperations {
  private final Map<UUID, Operation> byId = new ConcurrentHashMap<>();
  private final Map<String, Map<UUID, Operation>> bySubject = new ConcurrentHashMap<>();

  void put(Operation operation) {
    byId.put(operation.id(), operation);
    bySubject.merge(operation.subject(), Map.of(operation.id(), operation), OpenOperations::joined);
  }

  private static Map<UUID, Operation> joined(
      Map<UUID, Operation> known, Map<UUID, Operation> more) {
    Map<UUID, Operation> both = new HashMap<>(known);
    both.putAll(more);
    return Map.copyOf(both);
  }

  void remove(UUID id) {
    Operation gone = byId.remove(id);
    if (gone != null) {
      bySubject.computeIfPresent(gone.subject(), (subject, known) -> without(known, id));
    }
  }

  private static @Nullable Map<UUID, Operation> without(Map<UUID, Operation> known, UUID id) {
    Map<UUID, Operation> left = new HashMap<>(known);
    left.remove(id);
    return left.isEmpty() ? null : Map.copyOf(left);
  }

  Collection<Operation> all() {
    return List.copyOf(byId.values());
  }

  /** Those whose lock is that subject, the oldest first. */
  List<Operation> of(String subject) {
    Map<UUID, Operation> known = bySubject.get(subject);
    return known == null
        ? List.of()
        : known.values().stream().sorted(Comparator.comparing(Operation::acceptedAt)).toList();
  }
}
