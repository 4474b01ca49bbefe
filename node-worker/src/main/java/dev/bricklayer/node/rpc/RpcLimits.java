package dev.bricklayer.node.rpc;

import java.time.Duration;

/**
 * The bounds of the endpoint.
 *
 * @param recordBytes the longest request
 * @param connections how many connections are held at once
 * @param waitingCalls a connection is not read on while so many of its calls wait
 * @param queuedBytes a connection is closed that has so many bytes of answers unread, and gets
 *     another
 * @param allRequestBytes how many bytes of requests all connections together hold
 * @param allQueuedBytes how many bytes of answers all connections together hold
 * @param threads how many calls are worked on at once
 * @param stall a connection is closed that does not end its request, or does not take an answer,
 *     within this time
 */
public record RpcLimits(
    int recordBytes,
    int connections,
    int waitingCalls,
    long queuedBytes,
    long allRequestBytes,
    long allQueuedBytes,
    int threads,
    Duration stall) {

  public static RpcLimits defaults() {
    return new RpcLimits(
        1 << 20, 8192, 64, 4 << 20, 64 << 20, 256 << 20, 4, Duration.ofSeconds(60));
  }
}
