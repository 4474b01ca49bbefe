package dev.bricklayer.api.operation;

import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.operation.OperationRequest;
import dev.bricklayer.config.operation.Outcome;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one way of every request that changes something: its key is looked up, it is checked, it
 * becomes an operation, and its end is answered; 202 with the operation when it takes too long.
 */
public final class Changes {
  /** On every answer of a changing request. */
  public static final String OPERATION = "X-Bricklayer-Operation";

  private static final Duration COPY_WAIT = Duration.ofSeconds(2);

  /** What may be said of an old state of a volume. */
  private static final Set<ErrorCode> BY_STATE =
      EnumSet.of(ErrorCode.VOLUME_NOT_FOUND, ErrorCode.VOLUME_EXISTS, ErrorCode.WRONG_VOLUME_STATE);

  private final Supplier<ClusterApi> cluster;
  private final Map<OperationKind, ChangeKind> kinds;
  private final Admission admission;
  private final Rehearsals rehearsals;

  /**
   * @throws IllegalArgumentException when a kind of operation is missing
   */
  public Changes(
      Supplier<ClusterApi> cluster,
      Map<OperationKind, ChangeKind> kinds,
      Admission admission,
      Rehearsals rehearsals) {
    this.cluster = cluster;
    this.admission = admission;
    this.rehearsals = rehearsals;
    this.kinds = new EnumMap<>(kinds);
    for (OperationKind kind : OperationKind.values()) {
      if (!kinds.containsKey(kind)) {
        throw new IllegalArgumentException("nobody drafts " + kind.workflow());
      }
    }
  }

  /** Does what the request asks for. */
  public Response make(OperationKind kind, ChangeRequest request, Caller caller) {
    return make(new Wish(kind, request, request, null), caller);
  }

  /**
   * Does once more what a failed operation was asked to do, as a new operation with new ids.
   *
   * @param request the request for that, which is the one that a key belongs to
   * @throws ClusterException {@code CONFLICT} when the operation has not failed, or its request was
   *     not kept
   */
  Response again(Operation failed, ChangeRequest request, Caller caller) {
    return make(new Wish(failed.kind(), request, null, failed), caller);
  }

  /**
   * Has an operation undone that is not committed yet: 200 with the operation when that is done,
   * 202 while it goes on.
   *
   * @throws ClusterException {@code CONFLICT} with the reason when it is too late for that
   */
  Response cancel(Operation operation, ChangeRequest request, Caller caller) {
    Operations operations = cluster.get().operations();
    if (caller.dryRun()) {
      return finish(
          Response.ok(operations.info(operations.cancellations().cancellable(operation.id()))),
          operation);
    }
    Operation last;
    try (Admission.Pass pass = admission.toAsk()) {
      last =
          operations
              .cancellations()
              .cancel(operation.id(), new Origin(caller, caller.claim(request), null));
    }
    return finish(last.open() ? accepted(last) : Response.ok(operations.info(last)), last);
  }

  /**
   * @param asked the request at hand
   * @param wanted the request that is to be carried out; null for that of {@code before}
   */
  private record Wish(
      OperationKind kind,
      ChangeRequest asked,
      @Nullable ChangeRequest wanted,
      @Nullable Operation before) {

    ChangeRequest request() {
      return wanted == null ? requestOf(before) : wanted;
    }

    @Nullable UUID retryOf() {
      return before == null ? null : before.id();
    }
  }

  private static ChangeRequest requestOf(@Nullable Operation before) {
    if (before == null || before.open()) {
      throw refused(before, "the operation has not ended; only one that failed can be retried");
    }
    if (before.outcome() == Outcome.SUCCEEDED) {
      throw refused(before, "the operation has succeeded; only one that failed can be retried");
    }
    OperationRequest noted = before.request();
    return Optional.ofNullable(noted)
        .flatMap(ChangeRequest::of)
        .orElseThrow(
            () ->
                refused(
                    before,
                    "the operation's request was not kept, it was too large; make it again"));
  }

  private static ClusterException refused(@Nullable Operation operation, String why) {
    return new ClusterException(
        ErrorCode.CONFLICT,
        why,
        operation == null ? Map.of() : Map.of("operation-id", operation.id().toString()));
  }

  private Response make(Wish wish, Caller caller) {
    ChangeKind kind = kind(wish.kind());
    if (caller.dryRun()) {
      try (Admission.Pass pass = admission.toAsk()) {
        return Response.ok(rehearsals.of(kind.draft(wish.request())))
            .type(MediaType.APPLICATION_JSON_TYPE.withCharset("UTF-8"))
            .build();
      }
    }
    try (Admission.Pass pass = admission.toChange(cluster.get().view())) {
      return make(wish, kind, caller);
    }
  }

  private Response make(Wish wish, ChangeKind kind, Caller caller) {
    Operations operations = cluster.get().operations();
    Origin origin = new Origin(caller, caller.claim(wish.asked()), wish.retryOf());
    Optional<Operation> earlier = operations.earlier(origin);
    if (earlier.isPresent()) {
      return answered(operations.stay(earlier.get(), caller));
    }
    ChangeRequest request = wish.request();
    try {
      return answered(operations.run(() -> draft(kind, request), request.noted(), origin));
    } catch (ClusterException refused) {
      // its twin may have done it this moment
      return operations
          .earlier(origin)
          .map(twin -> answered(operations.stay(twin, caller)))
          .orElseThrow(() -> refused);
    }
  }

  /** Not refused because of what this node alone does not know yet. */
  private Submission draft(ChangeKind kind, ChangeRequest request) {
    try {
      return kind.draft(request);
    } catch (ClusterException refused) {
      ClusterView view = cluster.get().view();
      if (!BY_STATE.contains(refused.code())
          || kind.volume(request).filter(name -> view.catchUp(name, COPY_WAIT)).isEmpty()) {
        throw refused;
      }
      return kind.draft(request);
    }
  }

  private ChangeKind kind(OperationKind kind) {
    ChangeKind found = kinds.get(kind);
    if (found == null) {
      throw new IllegalStateException("nobody drafts " + kind.workflow());
    }
    return found;
  }

  private Response answered(Operation operation) {
    Response.ResponseBuilder answer =
        operation.open() ? accepted(operation) : kind(operation.kind()).answer(operation);
    return finish(answer, operation);
  }

  /** 202 and where to look. */
  static Response.ResponseBuilder accepted(Operation operation) {
    return Response.status(Response.Status.ACCEPTED)
        .header("Location", "/v1/operations/" + operation.id())
        .entity(OperationInfo.of(operation, ""));
  }

  static Response finish(Response.ResponseBuilder answer, Operation operation) {
    return answer
        .header(OPERATION, operation.id().toString())
        .type(MediaType.APPLICATION_JSON_TYPE.withCharset("UTF-8"))
        .build();
  }
}
