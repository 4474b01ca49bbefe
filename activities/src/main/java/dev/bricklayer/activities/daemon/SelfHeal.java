package dev.bricklayer.activities.daemon;

import java.nio.file.Path;
import java.util.Optional;

/** What heals this node's volumes: the real daemon, or a stand-in beside simulated bricks. */
public interface SelfHeal extends AutoCloseable {

  /**
   * Says whether it is to run from now on, and with which graph, and makes it so. When it cannot be
   * made so, that is logged and tried again. One that runs with another graph may go on with that
   * for up to a minute.
   *
   * @param volfileId the key by which it is to ask for its volfile (see {@link
   *     dev.bricklayer.activities.volfile.SelfHealGraph}); empty when it is not to run
   * @return whether it runs now, or does not, as it is to
   */
  boolean ensure(Optional<String> volfileId);

  /** Whether it runs now. */
  boolean up();

  /** What a real one writes its pid to and locks. */
  Path pidFile();

  /** Ends the watch over it; what runs goes on. */
  @Override
  void close();
}
