package dev.bricklayer.api.operation;

import dev.bricklayer.activities.operation.KeyClaim;
import dev.bricklayer.api.http.RequestContext;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for a change and how long he wants to wait.
 *
 * @param async {@code Prefer: respond-async}: 202 as soon as the operation has started
 * @param lockWait how long to wait for another operation on the same entity ({@code Prefer:
 *     wait=N}, 5 s by default)
 * @param idempotencyKey names the request: one that comes twice is done once
 * @param dryRun {@code ?dry-run=true}: tell the steps, change nothing
 */
public record Caller(
    String initiator,
    String requestId,
    boolean async,
    Duration lockWait,
    @Nullable String idempotencyKey,
    boolean dryRun) {
  private static final Duration LOCK_WAIT = Duration.ofSeconds(5);
  private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");
  private static final int LONGEST_WAIT = 3600;

  /**
   * @throws ClusterException {@code INVALID_REQUEST} for a preference that cannot be read
   */
  public static Caller of(HttpServletRequest request) {
    boolean async = false;
    Duration wait = LOCK_WAIT;
    @Nullable String prefer = request.getHeader("Prefer");
    if (prefer != null) {
      for (String part : prefer.split("[,;]", -1)) {
        String word = part.strip().toLowerCase(Locale.ROOT);
        if (word.equals("respond-async")) {
          async = true;
        } else if (word.startsWith("wait=")) {
          wait = seconds(word.substring(5));
        }
      }
    }
    return new Caller(
        RequestContext.initiator(request),
        RequestContext.requestId(request),
        async,
        wait,
        request.getHeader("Idempotency-Key"),
        "true".equalsIgnoreCase(request.getParameter("dry-run")));
  }

  /**
   * The claim to the caller's key for that request; null without a key.
   *
   * @throws ClusterException {@code INVALID_REQUEST} for a key that is none
   */
  @Nullable KeyClaim claim(ChangeRequest request) {
    String key = idempotencyKey;
    if (key == null) {
      return null;
    }
    if (!KEY.matcher(key).matches()) {
      throw new ClusterException(
          ErrorCode.INVALID_REQUEST,
          "the header Idempotency-Key is not a key: expected are 1 to 255 printable ASCII"
              + " characters");
    }
    String user = initiator.substring(0, initiator.lastIndexOf('@'));
    return request.claim(user, key);
  }

  private static Duration seconds(String text) {
    try {
      int seconds = Integer.parseInt(text.strip());
      if (seconds >= 0 && seconds <= LONGEST_WAIT) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      throw unreadable(text);
    }
    throw unreadable(text);
  }

  private static ClusterException unreadable(String text) {
    return new ClusterException(
        ErrorCode.INVALID_REQUEST,
        "the header Prefer: wait=" + text + " cannot be read; seconds from 0 to " + LONGEST_WAIT);
  }
}
