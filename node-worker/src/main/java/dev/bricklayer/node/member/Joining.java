package dev.bricklayer.node.member;

import dev.bricklayer.node.enrol.Admission;
import dev.bricklayer.node.enrol.Enrolment;
import dev.bricklayer.node.enrol.JoinMode;
import org.jspecify.annotations.Nullable;

/**
 * How nodes are taken in.
 *
 * @param mode whom this node's cluster takes in
 * @param admission whom this node follows; null: whoever asks first
 * @param enrolment certificates; null without TLS
 */
public record Joining(JoinMode mode, @Nullable Admission admission, @Nullable Enrolment enrolment) {
  /** Without tokens and certificates. */
  public static final Joining PLAIN = new Joining(JoinMode.OPEN, null, null);
}
