package dev.bricklayer.config.store;

import java.time.Duration;
import java.util.List;

/** Told of the changes below a watched prefix, in order, one call at a time. */
public interface WatchListener {
  /** All of one revision's changes; a {@link Change.Put} carries no lease here. */
  void changed(long revision, List<Versioned> changes);

  /**
   * Everything there is now: at the start, and when the watch lost its place (compacted, or the
   * store was restored from an older copy, so that the revision may be lower than before).
   */
  void relisted(Listing everything);

  /**
   * The store has not been heard of for that long: what is known may be old. Told again and again
   * until one of the other calls ends it.
   */
  default void lost(Duration silence) {}

  /** The store answers, and had nothing new: told at least once a second while it is so. */
  default void heard() {}

  /**
   * A change with the revision that made it.
   *
   * @param entry the new entry, or for a deletion an entry with an empty value
   */
  record Versioned(Entry entry, boolean deleted) {}
}
