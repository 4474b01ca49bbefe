package dev.bricklayer.api.operation;

import dev.bricklayer.config.operation.Operation;
import jakarta.ws.rs.core.Response;
import java.util.Optional;

/** One kind of change: from its request to an operation, and from the operation to the answer. */
public interface ChangeKind {
  /**
   * Checks the request against the configuration and mints the ids of whatever it will make.
   *
   * @throws dev.bricklayer.config.error.ClusterException when it cannot be done; nothing was
   *     changed
   */
  Submission draft(ChangeRequest request);

  /** The volume for whose state such a request may be refused; empty when it is about none. */
  default Optional<String> volume(ChangeRequest request) {
    return Optional.empty();
  }

  /**
   * The answer when it has succeeded. It shows what there is now: a request that is repeated is
   * answered later, when what it made may have been changed again. Where it is gone the operation
   * is shown instead.
   */
  Response.ResponseBuilder answer(Operation succeeded);
}
