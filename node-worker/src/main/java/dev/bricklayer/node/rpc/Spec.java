package dev.bricklayer.node.rpc;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The answer to a process that asked for its volfile. */
public sealed interface Spec {
  /**
   * The volfile.
   *
   * @param servers {@code host:port} of nodes that a client may ask when this one is gone; sent
   *     when the process asked for them
   * @param pidfile the pid file that the process is to write and lock; the self-heal daemon refuses
   *     a volfile without it, other processes ignore it
   */
  record Found(String text, List<String> servers, Optional<Path> pidfile) implements Spec {
    public Found {
      servers = List.copyOf(servers);
    }

    public static Found of(String text) {
      return new Found(text, List.of(), Optional.empty());
    }
  }

  /** No such volfile, or none that this process may have: the process ends, a mount fails. */
  record NotFound() implements Spec {}

  /** The process is too old or too new for the volume: it ends, also when it was running. */
  record OpVersionMismatch() implements Spec {}

  /** The volfile is not known now. A starting process ends, a running one keeps its volfile. */
  record NotAvailable() implements Spec {}
}
