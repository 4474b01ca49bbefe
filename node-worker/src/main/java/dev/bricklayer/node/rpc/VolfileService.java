package dev.bricklayer.node.rpc;

import java.util.Optional;
import java.util.UUID;

/** What this node hands out to gluster processes. Called concurrently; answers from memory. */
public interface VolfileService {
  Spec getspec(SpecRequest request);

  /** The id of that volume, for clients of libgfapi. */
  Optional<UUID> volumeId(String volume);
}
