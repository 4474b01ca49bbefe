package dev.bricklayer.activities.brick;

import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.Journal;
import dev.bricklayer.activities.journal.OperationLocks;
import dev.bricklayer.activities.trace.Spans;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.config.store.ClusterStore;

/**
 * What is done to this node's bricks, without the question whether it is still wanted: shared by
 * the operations' steps and by the payment of debts.
 */
record BrickSteps(
    OperationLocks turns,
    BrickFanOut fanOut,
    BrickOrigins origins,
    BrickPreparation preparation,
    BrickStarting starting,
    BrickClearing clearing,
    PositiveProof proof) {

  static BrickSteps of(
      BrickSettings settings,
      NodeFileSystem files,
      Journal journal,
      BrickRuntime processes,
      ClusterView view,
      ClusterStore store,
      Spans spans,
      Runnable confirm) {
    BrickFanOut fanOut = new BrickFanOut(settings.parallel(), spans);
    PositiveProof proof = new PositiveProof(store, view.keys(), settings.peer(), confirm);
    BrickOrigins origins = new BrickOrigins(settings.folders().state().resolve("bricks"), files);
    return new BrickSteps(
        new OperationLocks(settings.delays().turn()),
        fanOut,
        origins,
        new BrickPreparation(files, journal, origins, view, settings),
        new BrickStarting(files, journal, processes, fanOut, settings.peer()),
        new BrickClearing(
            files, journal, origins, processes, fanOut, view.keys(), store, proof, settings.peer()),
        proof);
  }
}
