package dev.bricklayer.activities.brick;

import static java.util.stream.Collectors.toSet;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for orphans every half minute and tells of each path once, when it was one in two looks: a
 * change of the configuration that is under way is no reason to tell.
 */
public final class OrphanWatch {

  private static final Logger LOG = LoggerFactory.getLogger(OrphanWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(30);

  private final NodeOrphans orphans;
  private final BrickEvents events;
  private OptionalLong lookedAt = OptionalLong.empty();
  private final Set<String> told = new HashSet<>();
  private volatile List<Orphan> last = List.of();

  public OrphanWatch(NodeOrphans orphans, BrickEvents events) {
    this.orphans = orphans;
    this.events = events;
  }

  /** Looks, if the last look is long enough ago. */
  public void lookSometimes() {
    long now = System.nanoTime();
    if (lookedAt.isEmpty() || now - lookedAt.getAsLong() >= EVERY.toNanos()) {
      lookedAt = OptionalLong.of(now);
      look();
    }
  }

  void look() {
    Set<String> before = last.stream().map(Orphan::path).collect(toSet());
    List<Orphan> now = orphans.list();
    told.retainAll(now.stream().map(Orphan::path).collect(toSet()));
    for (Orphan orphan : now) {
      if (before.contains(orphan.path()) && told.add(orphan.path())) {
        LOG.warn("{} belongs to no volume: {}", orphan.path(), orphan.what());
        events.orphaned(orphan);
      }
    }
    last = now;
  }

  /** How many there were at the last look. */
  public int number() {
    return last.size();
  }

  /** Whether a brick that belongs to nobody was served at the last look. */
  public boolean serving() {
    return last.stream().anyMatch(orphan -> orphan.what().contains(Orphan.Kind.PROCESS));
  }
}
