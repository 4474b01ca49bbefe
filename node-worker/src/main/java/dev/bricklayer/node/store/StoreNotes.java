package dev.bricklayer.node.store;

import dev.bricklayer.config.cluster.StoreNote;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.node.identity.DurableFile;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/** The node's note of the store that it follows, in {@code <stateDir>/store}. */
public final class StoreNotes {
  private final DurableFile file;

  public StoreNotes(Path stateDir) {
    this.file = new DurableFile(stateDir.resolve("store"));
  }

  /** What was noted of that cluster's store; empty when the node has followed none of it. */
  public Optional<StoreNote> of(UUID cluster) {
    return file.read()
        .map(json -> Json.read(json, StoreNote.class))
        .filter(note -> note.cluster().equals(cluster));
  }

  /** On the disk when this returns. */
  public void write(StoreNote note) {
    file.write(Json.write(note));
  }

  /** The next store that the node's identity leads to is believed. */
  public void forget() {
    file.delete();
  }
}
