package dev.bricklayer.config.store;

import dev.bricklayer.config.error.ErrorCode;
import io.etcd.jetcd.common.exception.EtcdException;
import io.etcd.jetcd.common.exception.EtcdExceptionFactory;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * What an error of etcd's client means to us.
 *
 * @param code {@link ErrorCode#UNAVAILABLE} for whatever another attempt may cure
 * @param reason etcd's own words
 * @param answered whether etcd said so itself, so that the connection is known to work
 */
record EtcdFailure(ErrorCode code, String reason, boolean answered) {
  private static final String SILENCE = "no answer in time";

  /** Of etcd's errors these mean that it cannot work just now, though it answers. */
  private static final List<String> PASSING =
      List.of(
          "etcdserver: no leader",
          "etcdserver: not leader",
          "etcdserver: leader changed",
          "etcdserver: unhealthy cluster",
          "etcdserver: too many requests",
          "etcdserver: server stopped",
          "etcdserver: request timed out",
          "in sync with leader",
          "not enough started members",
          "too many learner members",
          "rpc not supported for learner",
          "database space exceeded");

  private static final List<String> LEADERLESS =
      List.of(
          "etcdserver: no leader",
          "etcdserver: server stopped",
          "etcdserver: request timed out",
          "rpc not supported for learner");

  private static final int LONGEST = 200;

  private static final List<String> TOO_LARGE =
      List.of("request is too large", "too many operations", "message larger than max");

  static EtcdFailure of(Throwable cause) {
    EtcdException e = EtcdExceptionFactory.toEtcdException(cause);
    String reason =
        Objects.requireNonNullElse(
            e.getMessage(), e.getErrorCode().name().toLowerCase(Locale.ROOT));
    if (PASSING.stream().anyMatch(reason::contains)) {
      return new EtcdFailure(ErrorCode.UNAVAILABLE, reason, true);
    }
    if (reason.contains("requested lease not found")) {
      return new EtcdFailure(ErrorCode.CONFLICT, reason, true);
    }
    if (TOO_LARGE.stream().anyMatch(reason::contains)) {
      return new EtcdFailure(ErrorCode.PAYLOAD_TOO_LARGE, reason, true);
    }
    return reason.contains("etcdserver: ")
        ? new EtcdFailure(ErrorCode.INTERNAL, reason, true)
        : new EtcdFailure(ErrorCode.UNAVAILABLE, brief(reason), false);
  }

  /** Whether nothing came at all, not even a refusal. */
  boolean silence() {
    return !answered && reason.equals(SILENCE);
  }

  /** Whether this member can do nothing, though others may. */
  boolean leaderless() {
    return answered && LEADERLESS.stream().anyMatch(reason::contains);
  }

  /** gRPC's description of a call that was never sent holds a whole stack trace. */
  private static String brief(String reason) {
    if (reason.contains("Connection refused")) {
      return "connection refused";
    }
    if (reason.contains("deadline exceeded")) {
      return SILENCE;
    }
    String line = reason.lines().findFirst().orElse("");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + " …" : line;
  }
}
