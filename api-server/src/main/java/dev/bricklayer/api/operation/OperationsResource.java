package dev.bricklayer.api.operation;

import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.Debt;
import dev.bricklayer.config.operation.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the cluster was asked to do, and how far it came. */
@Path("/v1/operations")
@Produces("application/json; charset=UTF-8")
public final class OperationsResource {
  private static final int LONGEST_PAGE = 1000;
  private static final String EVENTS = "text/event-stream";

  private final Supplier<ClusterApi> cluster;
  private final Changes changes;
  private final OperationStreams streams;

  public OperationsResource(
      Supplier<ClusterApi> cluster, Changes changes, OperationStreams streams) {
    this.streams = streams;
    this.cluster = cluster;
    this.changes = changes;
  }

  /**
   * The newest first; without steps, which one operation shows. {@code X-Total-Count} tells how
   * many there are on all pages, {@code Link} where the next page is.
   */
  @GET
  public Response list(
      @Context UriInfo uri,
      @QueryParam("state") @Nullable String state,
      @QueryParam("kind") @Nullable String kind,
      @QueryParam("volume") @Nullable String volume,
      @QueryParam("peer") @Nullable String peer,
      @QueryParam("initiator") @Nullable String initiator,
      @QueryParam("since") @Nullable String since,
      @QueryParam("offset") @DefaultValue("0") int offset,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    if (offset < 0 || limit < 0) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST, "offset and limit are not negative", Map.of());
    }
    Predicate<Operation> wanted =
        operation ->
            (state == null || matchesState(operation, state))
                && (kind == null || OperationInfo.isKind(operation.kind(), kind))
                && (volume == null || operation.subject().equals("volume/" + volume))
                && (peer == null
                    || (operation.subject().equals("cluster") && operation.entity().equals(peer)))
                && (initiator == null || operation.initiator().startsWith(initiator));
    Instant from = since == null ? Instant.MIN : instant(since);
    List<Operation> found =
        cluster.get().view().operations().stream()
            .filter(wanted)
            .filter(operation -> !operation.acceptedAt().isBefore(from))
            .toList();
    int end = (int) Math.min(found.size(), (long) offset + Math.min(limit, LONGEST_PAGE));
    Response.ResponseBuilder answer =
        Response.ok(page(found.subList(Math.min(offset, end), end)))
            .header("X-Total-Count", found.size());
    if (end < found.size() && end > offset) {
      String next =
          uri.getRequestUriBuilder().replaceQueryParam("offset", end).build().getRawQuery();
      answer.header("Link", "</v1/operations?" + next + ">; rel=\"next\"");
    }
    return answer.build();
  }

  private List<OperationInfo> page(List<Operation> operations) {
    Map<UUID, List<Debt>> debts =
        cluster.get().view().debts().stream().collect(Collectors.groupingBy(Debt::operation));
    return operations.stream()
        .map(
            operation ->
                OperationInfo.of(
                    operation, List.of(), null, debts.getOrDefault(operation.id(), List.of()), ""))
        .toList();
  }

  @GET
  @Path("/{id}")
  public Response get(@PathParam("id") String id, @Context HttpServletRequest request) {
    String accept = request.getHeader("Accept");
    return accept != null && accept.contains(EVENTS)
        ? events(id)
        : Response.ok(cluster.get().operations().info(find(id))).build();
  }

  /** The operation as it goes on, until it has ended, as server-sent events. */
  @GET
  @Path("/{id}/events")
  public Response events(@PathParam("id") String id) {
    return Response.ok(streams.open(find(id)))
        .type(EVENTS + "; charset=UTF-8")
        .header("Cache-Control", "no-cache")
        .build();
  }

  /** Undoes what an operation has done; 409 with the reason when it is too late for that. */
  @POST
  @Path("/{id}/cancel")
  public Response cancel(
      @PathParam("id") String id,
      InputStream body,
      @Context HttpServletRequest request,
      @Context UriInfo uri) {
    return changes.cancel(find(id), ChangeRequest.of(request, uri, body), Caller.of(request));
  }

  /** Does once more what a failed operation was asked to do, as a new operation. */
  @POST
  @Path("/{id}/retry")
  public Response retry(
      @PathParam("id") String id,
      InputStream body,
      @Context HttpServletRequest request,
      @Context UriInfo uri) {
    return changes.again(find(id), ChangeRequest.of(request, uri, body), Caller.of(request));
  }

  private Operation find(String id) {
    try {
      UUID uuid = UUID.fromString(id);
      return cluster.get().operations().find(uuid).orElseThrow(() -> unknown(id));
    } catch (IllegalArgumentException e) {
      throw unknown(id);
    }
  }

  private static boolean matchesState(Operation operation, String word) {
    return operation.state().name().equalsIgnoreCase(word)
        || (operation.outcome() != null && operation.outcome().name().equalsIgnoreCase(word))
        || (word.equalsIgnoreCase("open") && operation.open());
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "since is not a time; expected is ISO 8601 like 2026-01-31T12:00:00Z",
          Map.of("since", text));
    }
  }

  private static ClusterException unknown(String id) {
    return new ClusterException(
        ErrorCode.OPERATION_NOT_FOUND, "operation not found", Map.of("operation-id", id));
  }
}
