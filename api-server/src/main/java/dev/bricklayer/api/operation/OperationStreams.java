package dev.bricklayer.api.operation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bricklayer.api.ClusterApi;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.glassfish.jersey.server.ChunkedOutput;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Live streams of operations as server-sent events: the whole operation at once and again whenever
 * it looks different, a comment line when nothing happens, and the end of the stream when it has
 * ended. At most {@link #MOST} at a time on a node, on threads of their own: they take none from
 * other requests. However many watch one operation, the engine is asked a few times a second.
 */
public final class OperationStreams implements AutoCloseable {
  public static final int MOST = 64;

  private static final Logger LOG = LoggerFactory.getLogger(OperationStreams.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(300);
  private static final ObjectMapper MAPPER = Json.newMapper();

  private final Supplier<ClusterApi> cluster;
  private final Duration heartbeat;
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          0, MOST, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), OperationStreams::thread);
  private final Map<UUID, Look> looks = new ConcurrentHashMap<>();

  private record Look(long at, OperationInfo info) {}

  /**
   * @param heartbeat how long a stream may be silent
   */
  public OperationStreams(Supplier<ClusterApi> cluster, Duration heartbeat) {
    this.cluster = cluster;
    this.heartbeat = heartbeat;
  }

  /**
   * A stream of the operation.
   *
   * @throws ClusterException {@code TOO_MANY_REQUESTS} when there are too many streams
   */
  ChunkedOutput<String> open(Operation operation) {
    ChunkedOutput<String> out = new ChunkedOutput<>(String.class);
    try {
      threads.execute(() -> tell(operation.id(), out));
    } catch (RejectedExecutionException e) {
      throw new ClusterException(
          ErrorCode.TOO_MANY_REQUESTS,
          "this node streams " + MOST + " operations already; GET the operation instead",
          Map.of("retry-after", "5"));
    }
    return out;
  }

  /** Streams that are open now. */
  public int open() {
    return threads.getActiveCount();
  }

  private void tell(UUID id, ChunkedOutput<String> stream) {
    try (ChunkedOutput<String> out = stream) {
      String last = "";
      long spoke = System.nanoTime();
      for (int number = 1; !out.isClosed() && !threads.isShutdown(); ) {
        Optional<OperationInfo> info = look(id);
        if (info.isEmpty()) {
          return;
        }
        String now = MAPPER.writeValueAsString(info.get());
        if (!now.equals(last)) {
          out.write("id: " + number++ + "\nevent: operation\ndata: " + now + "\n\n");
          last = now;
          spoke = System.nanoTime();
        } else if (System.nanoTime() - spoke >= heartbeat.toNanos()) {
          out.write(": still there\n\n");
          spoke = System.nanoTime();
        }
        if (info.get().state() == OperationState.ENDED) {
          return;
        }
        Thread.sleep(LOOK_EVERY.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    } catch (IOException e) {
      LOG.debug("nobody reads the stream of operation {} any more", id, e);
    } catch (ClusterException e) {
      LOG.debug("the stream of operation {} ends", id, e);
    } finally {
      looks.remove(id);
    }
  }

  /** The operation as it is, or as it was a moment ago; empty when it is not kept any more. */
  private Optional<OperationInfo> look(UUID id) {
    Look look =
        looks.compute(
            id,
            (same, before) ->
                before != null && System.nanoTime() - before.at() < LOOK_EVERY.toNanos() / 2
                    ? before
                    : fresh(id));
    return Optional.ofNullable(look).map(Look::info);
  }

  private @Nullable Look fresh(UUID id) {
    ClusterApi api = cluster.get();
    ClusterView view = api.view();
    return view.operation(id)
        .map(operation -> new Look(System.nanoTime(), api.operations().info(operation)))
        .orElse(null);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "operation-stream");
    thread.setDaemon(true);
    return thread;
  }

  /** Ends all streams. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
