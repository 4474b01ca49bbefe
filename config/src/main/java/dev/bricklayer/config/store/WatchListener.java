package dev.bricklayer.config.store;

import java.util.List;

/** Told of the changes below a watched prefix, in order, one call at a time. */
public interface WatchListener {
  /** All of one revision's changes; a {@link Change.Put} carries no lease here. */
  void changed(long revision, List<Versioned> changes);

  /**
   * The watch lost its place (compacted or reconnected too late): this is everything there is now.
   */
  void relisted(Listing everything);

  /**
   * A change with the revision that made it.
   *
   * @param entry the new entry, or for a deletion an entry with an empty value
   */
  record Versioned(Entry entry, boolean deleted) {}
}
