package dev.bricklayer.api.operation;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * What a change would do, without its doing it.
 *
 * @param plan with all ids that it would mint
 */
public record Rehearsal(
    @JsonProperty("dry-run") boolean dryRun,
    String kind,
    String summary,
    String entity,
    Object plan,
    List<String> steps) {

  static Response answer(Submission submission) {
    Rehearsal told =
        new Rehearsal(
            /* dryRun= */ true,
            submission.kind().workflow(),
            submission.summary(),
            submission.entity(),
            submission.plan(),
            List.of());
    return Response.ok(told).type(MediaType.APPLICATION_JSON_TYPE.withCharset("UTF-8")).build();
  }
}
