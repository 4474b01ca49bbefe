package dev.bricklayer.config.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A watch's listener that keeps a copy of what it was told, and complains about disorder. */
final class RecordingListener implements WatchListener {
  final List<String> log = new CopyOnWriteArrayList<>();
  final List<Long> revisions = new CopyOnWriteArrayList<>();
  final AtomicInteger relisted = new AtomicInteger();
  final AtomicInteger losses = new AtomicInteger();
  final AtomicInteger heard = new AtomicInteger();
  private final Map<String, String> copy = new TreeMap<>();
  private final AtomicInteger inside = new AtomicInteger();

  @Override
  public void changed(long revision, List<Versioned> changes) {
    alone(
        () -> {
          revisions.add(revision);
          StringBuilder line = new StringBuilder();
          for (Versioned change : changes) {
            Entry entry = change.entry();
            String value = new String(entry.value(), UTF_8);
            line.append(change.deleted() ? "-" : "+").append(entry.key());
            if (entry.modRevision() != revision) {
              log.add("entry " + entry + " in revision " + revision);
            }
            if (change.deleted()) {
              copy.remove(entry.key());
            } else {
              copy.put(entry.key(), value);
            }
          }
          log.add(line.toString());
        });
  }

  @Override
  public void relisted(Listing everything) {
    alone(
        () -> {
          relisted.incrementAndGet();
          copy.clear();
          everything.entries().forEach(e -> copy.put(e.key(), new String(e.value(), UTF_8)));
          log.add("relisted");
        });
  }

  @Override
  public void lost(Duration silence) {
    alone(losses::incrementAndGet);
  }

  @Override
  public void heard() {
    alone(heard::incrementAndGet);
  }

  private synchronized void alone(Runnable work) {
    if (inside.incrementAndGet() != 1) {
      log.add("two calls at once");
    }
    work.run();
    inside.decrementAndGet();
  }

  synchronized Map<String, String> copy() {
    return Map.copyOf(copy);
  }
}
