package dev.bricklayer.node.tls;

import java.time.Instant;
import java.util.UUID;

/**
 * A peer whose certificates are worth nothing any more: those that were made up to that moment. One
 * that joins again gets a later one.
 *
 * @param serial of its last certificate, in hex; empty when it is not known
 */
public record Revocation(UUID peer, String serial, Instant at) {}
