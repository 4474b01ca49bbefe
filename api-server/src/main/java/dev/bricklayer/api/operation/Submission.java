package dev.bricklayer.api.operation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.config.operation.OperationKind;

/**
 * A checked request, ready to become an operation.
 *
 * @param subject the lock: {@code volume/<name>} or {@code cluster}
 * @param entity the volume's name or the peer's id, for filters
 * @param volume whether the entity is a volume
 * @param summary one line for people, shown in the engine's UI
 * @param plan the workflow's second argument
 * @param secret what only the record may hold, or null
 */
public record Submission(
    OperationKind kind,
    String subject,
    String entity,
    boolean volume,
    String summary,
    Object plan,
    @org.jspecify.annotations.Nullable JsonNode secret) {

  public static Submission onVolume(OperationKind kind, String name, String summary, Object plan) {
    return new Submission(kind, "volume/" + name, name, true, summary, plan, null);
  }

  public static Submission onCluster(OperationKind kind, String peer, String summary, Object plan) {
    return new Submission(kind, "cluster", peer, false, summary, plan, null);
  }

  public Submission withSecret(JsonNode hidden) {
    return new Submission(kind, subject, entity, volume, summary, plan, hidden);
  }
}
