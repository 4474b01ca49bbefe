package dev.bricklayer.config.store;

import java.util.List;

/** All entries below a prefix at one revision. */
public record Listing(List<Entry> entries, long revision) {
  public Listing {
    entries = List.copyOf(entries);
  }
}
