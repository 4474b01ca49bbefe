package dev.bricklayer.config.cluster;

import dev.bricklayer.config.json.Json;
import dev.bricklayer.config.store.Entry;
import dev.bricklayer.config.store.Listing;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * By what one store tells which it is, at one revision.
 *
 * @param birth null in a store that has none
 * @param anchors beats that are kept for long, one of a hundred
 */
public record StoreSigns(@Nullable Birth birth, Beats beats, Beats anchors, long revision) {

  /** A node's answer to the question whether a store is the one that it has followed. */
  public sealed interface Verdict {
    /** It is. */
    record Followed() implements Verdict {}

    /** It has no birth, and this node has never seen one. */
    record Unborn() implements Verdict {}

    /**
     * It is another one, an older copy, or an emptied one.
     *
     * @param why a sentence without its subject, which is the store
     */
    record Foreign(String why) implements Verdict {}
  }

  private static final Verdict FOLLOWED = new Verdict.Followed();

  /** Reads them out of a listing that has all keys below {@link ClusterKeys#signs}. */
  public static StoreSigns of(ClusterKeys keys, Listing listing) {
    return new StoreSigns(
        value(listing, keys.birth(), Birth.class).orElse(null),
        value(listing, keys.beats(), Beats.class).orElse(Beats.NONE),
        value(listing, keys.anchors(), Beats.class).orElse(Beats.NONE),
        listing.revision());
  }

  /** What cannot be read is not what we wrote: as good as missing. */
  private static <T> Optional<T> value(Listing listing, String key, Class<T> type) {
    return listing.entries().stream()
        .filter(entry -> entry.key().equals(key))
        .findFirst()
        .flatMap(entry -> parsed(entry, type));
  }

  private static <T> Optional<T> parsed(Entry entry, Class<T> type) {
    try {
      return Optional.ofNullable(Json.read(entry.value(), type));
    } catch (RuntimeException malformed) {
      return Optional.empty();
    }
  }

  /**
   * Whether this is the store that the note tells of.
   *
   * @param note null when the node has followed no store of this cluster yet: then it believes what
   *     its identity has led it to
   */
  public Verdict judge(@Nullable StoreNote note) {
    if (birth == null) {
      return note == null
          ? new Verdict.Unborn()
          : foreign("has no birth: it was emptied, or is another one");
    }
    if (note == null) {
      return FOLLOWED;
    }
    if (!birth.id().equals(note.birth().id())) {
      return foreign("is another one: its birth is " + birth + " and not " + note.birth());
    }
    if (birth.generation() > note.birth().generation()) {
      return foreign(
          "was restored from a backup (generation %d, this node has followed generation %d)"
              .formatted(birth.generation(), note.birth().generation()));
    }
    if (birth.generation() < note.birth().generation()) {
      return foreign(
          "is one of before a restore (generation %d, this node has followed generation %d)"
              .formatted(birth.generation(), note.birth().generation()));
    }
    if (revision < note.revision()) {
      return foreign(
          "is an older copy: it ends at revision %d, this node has seen %d"
              .formatted(revision, note.revision()));
    }
    return knows(note) ? FOLLOWED : foreign("is an older copy that has gone on without this node");
  }

  private boolean knows(StoreNote note) {
    Beat beat = note.beat();
    if (beat == null || beats.knows(beat)) {
      return true;
    }
    // Dropped meanwhile: then the anchor that was the last one tells, unless that is too old too.
    Beat anchor = note.anchor();
    return beats.dropped(beat)
        && (anchor == null || anchors.knows(anchor) || anchors.dropped(anchor));
  }

  private static Verdict foreign(String why) {
    return new Verdict.Foreign(why);
  }
}
