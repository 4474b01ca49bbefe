package dev.bricklayer.config.cluster;

import dev.bricklayer.config.store.Listing;
import dev.bricklayer.config.store.WatchListener.Versioned;
import java.util.List;

/**
 * Asked before a copy of the configuration takes over what a store tells: a copy never follows a
 * store that is not the cluster's own, whatever it has or lacks. Called in order, one call at a
 * time.
 */
public interface CopyGate {
  /** Believes every store; for tests of what is behind it. */
  CopyGate OPEN =
      new CopyGate() {
        @Override
        public boolean relisted(Listing everything) {
          return true;
        }

        @Override
        public boolean changed(long revision, List<Versioned> changes) {
          return true;
        }
      };

  /** Whether that is what the own store has. */
  boolean relisted(Listing everything);

  /** Whether those are changes of the own store. */
  boolean changed(long revision, List<Versioned> changes);
}
