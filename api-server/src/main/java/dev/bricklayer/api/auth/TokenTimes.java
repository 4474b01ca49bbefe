package dev.bricklayer.api.auth;

import com.auth0.jwt.interfaces.DecodedJWT;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a token counts: until its {@code exp}, which is at most {@link #LONGEST} ahead, and not
 * before its {@code nbf} and {@code iat}. The clocks of client and node may differ by {@link
 * #DIFFERENCE}. GD2's clients make tokens for two minutes.
 */
final class TokenTimes {
  static final Duration LONGEST = Duration.ofHours(1);
  static final Duration DIFFERENCE = Duration.ofSeconds(60);

  private final Clock clock;

  TokenTimes(Clock clock) {
    this.clock = clock;
  }

  /**
   * @throws ClusterException {@code UNAUTHORIZED} with what is wrong, by this node's clock
   */
  void check(DecodedJWT token) {
    Instant now = clock.instant();
    Instant end = token.getExpiresAtAsInstant();
    if (end == null) {
      throw refused("token missing exp Claim");
    }
    if (end.isBefore(now.minus(DIFFERENCE))) {
      throw refused(
          "Token is expired: by this node's clock ("
              + now
              + ") it ended "
              + Duration.between(end, now).toSeconds()
              + " s ago");
    }
    if (end.isAfter(now.plus(LONGEST).plus(DIFFERENCE))) {
      throw refused(
          "Token is valid for too long: its exp is "
              + Duration.between(now, end).toSeconds()
              + " s ahead of this node's clock, at most "
              + LONGEST.toSeconds()
              + " are allowed");
    }
    begun("Token used before issued: its iat", token.getIssuedAtAsInstant(), now);
    begun("Token is not valid yet: its nbf", token.getNotBeforeAsInstant(), now);
  }

  private static void begun(String what, @Nullable Instant begin, Instant now) {
    if (begin != null && begin.isAfter(now.plus(DIFFERENCE))) {
      throw refused(
          what
              + " is "
              + Duration.between(now, begin).toSeconds()
              + " s ahead of this node's clock ("
              + now
              + "), at most "
              + DIFFERENCE.toSeconds()
              + " are allowed");
    }
  }

  private static ClusterException refused(String message) {
    return new ClusterException(ErrorCode.UNAUTHORIZED, message);
  }
}
