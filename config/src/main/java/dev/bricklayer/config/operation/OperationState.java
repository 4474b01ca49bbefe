package dev.bricklayer.config.operation;

/**
 * How far an operation is; the one key that its commit and its roll-back decide on. {@code ACCEPTED
 * → COMMITTED → ENDED} or {@code ACCEPTED → UNDOING → ENDED}; each arrow is a guarded transaction.
 */
public enum OperationState {
  ACCEPTED,
  COMMITTED,
  UNDOING,
  ENDED
}
