package dev.bricklayer.config.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last beats of a store, the oldest first.
 *
 * @param list never more than the number that its writer keeps
 */
public record Beats(List<Beat> list) {
  public static final Beats NONE = new Beats(List.of());

  public Beats {
    list = list == null ? List.of() : List.copyOf(list);
  }

  public Optional<Beat> newest() {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(list.size() - 1));
  }

  public boolean knows(Beat beat) {
    return list.stream().anyMatch(known -> known.value().equals(beat.value()));
  }

  /** Whether that one is so old that it would have been dropped by now. */
  boolean dropped(Beat beat) {
    return !list.isEmpty() && list.get(0).revision() > beat.revision();
  }

  /** With one more, of which the last {@code most} stay. */
  public Beats and(Beat beat, int most) {
    List<Beat> now = new ArrayList<>(list);
    now.add(beat);
    return new Beats(now.subList(Math.max(0, now.size() - most), now.size()));
  }
}
