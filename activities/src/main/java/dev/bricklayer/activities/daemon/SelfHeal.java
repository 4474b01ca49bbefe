package dev.bricklayer.activities.daemon;

import java.nio.file.Path;

/** What heals this node's volumes: the real daemon, or a stand-in beside simulated bricks. */
public interface SelfHeal extends AutoCloseable {

  /** The key by which it asks for its volfile. */
  String VOLFILE_ID = "gluster/glustershd";

  /**
   * Says whether it is to run from now on, and makes it so. When it cannot be made so, that is
   * logged and tried again.
   *
   * @return whether it is so now
   */
  boolean ensure(boolean wished);

  /** Whether it runs now. */
  boolean up();

  /** What a real one writes its pid to and locks. */
  Path pidFile();

  /** Ends the watch over it; what runs goes on. */
  @Override
  void close();
}
