package dev.bricklayer.config.error;

/**
 * Every way in which a request or an operation fails. The name is the wire type of a failure inside
 * the workflow engine, the label of the metric that counts it and the word in the logs, so a name
 * is never changed or used again for another meaning.
 */
public enum ErrorCode {
  /** The request cannot be understood or breaks a rule that needs no look at the cluster. */
  INVALID_REQUEST(400),
  /** The caller did not prove who it is. */
  UNAUTHORIZED(401),
  /**
   * The caller may not do this, or the cluster's state forbids it for good (a peer that holds
   * bricks).
   */
  FORBIDDEN(403),
  NOT_FOUND(404),
  VOLUME_NOT_FOUND(404),
  PEER_NOT_FOUND(404),
  OPERATION_NOT_FOUND(404),
  METHOD_NOT_ALLOWED(405),
  /** GD2 answers 400 when a volume of that name exists. */
  VOLUME_EXISTS(400),
  /** The volume is not in the state that the request needs. */
  WRONG_VOLUME_STATE(400),
  /** Snapshots of the volume exist (GD2 answers 424). */
  VOLUME_HAS_SNAPSHOTS(424),
  /**
   * A brick path fails a check on its node: in use, on the root file system, read-only, not a
   * directory and so on.
   */
  BRICK_UNUSABLE(400),
  /** A brick path is registered for a volume of this cluster. */
  BRICK_IN_USE(400),
  /** The address is a peer already, or the peer joins another cluster. */
  PEER_EXISTS(409),
  /** A peer that cannot join: it has volumes or belongs to another cluster. GD2 answers 500. */
  PEER_REFUSED(500),
  /** Another operation on the same entity is running. */
  OPERATION_IN_PROGRESS(409),
  /** The configuration changed between the check and the commit. */
  CONFLICT(409),
  PAYLOAD_TOO_LARGE(413),
  IDEMPOTENCY_MISMATCH(422),
  TOO_MANY_REQUESTS(429),
  /** A node's agent does not answer. */
  NODE_UNREACHABLE(500),
  /** A step did not end in its time; whether it took effect is unknown. */
  STEP_TIMED_OUT(500),
  /** A brick process did not come up or did not go. */
  BRICK_PROCESS_FAILED(500),
  /** The operation was cancelled by its user and rolled back. */
  CANCELLED(409),
  /** The store or the workflow engine does not answer. */
  UNAVAILABLE(503),
  INTERNAL(500);

  private final int status;

  ErrorCode(int status) {
    this.status = status;
  }

  /** The HTTP status of an answer that reports this error; GD2's where GD2 has one. */
  public int status() {
    return status;
  }

  /** The code of that name, or {@link #INTERNAL} for a name that this version does not know. */
  public static ErrorCode of(String name) {
    for (ErrorCode code : values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    return INTERNAL;
  }
}
