package dev.bricklayer.activities.journal;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.bricklayer.activities.filesystem.NodeFileSystem;
import dev.bricklayer.activities.journal.JournalEntry.State;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.file.StableStorage;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.workflows.operation.Ticket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one node: {@code <operation>.<step>.json}, one file a step, each on the disk
 * before the step's first effect. "Made by us" and "was there" are told apart by it, also after the
 * machine lost power.
 *
 * <p>A file that cannot be read is moved to the folder {@code aside} with a log line; the node goes
 * on without it. Entries are kept until {@link #forget}. One journal object per folder: it answers
 * from memory. Steps of one operation must run inside {@link OperationLocks#alone}.
 */
public final class Journal {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
  private static final String SUFFIX = ".json";

  private final Path folder;
  private final NodeFileSystem files;
  private final Clock clock;
  private final ConcurrentNavigableMap<String, JournalEntry> entries =
      new ConcurrentSkipListMap<>();

  /** Reads what an earlier run of the node left in the folder, which is made if need be. */
  public Journal(Path folder, NodeFileSystem files, Clock clock) {
    this.folder = requireNonNull(folder, "folder is null");
    this.files = requireNonNull(files, "files is null");
    this.clock = requireNonNull(clock, "clock is null");
    try {
      StableStorage.makeFolders(folder);
      load();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the journal " + folder, e);
    }
  }

  /** The entry of a step, empty when this node knows nothing of it. */
  public Optional<JournalEntry> read(UUID operation, String step) {
    return Optional.ofNullable(entries.get(key(operation, step)));
  }

  /**
   * Notes what there is before the step's first effect. Opening twice keeps the first facts.
   *
   * @throws ClusterException {@code CONFLICT} when the step is closed
   */
  public JournalEntry open(Ticket ticket, String step, Object facts) {
    Optional<JournalEntry> earlier = read(ticket.operation(), step);
    earlier.ifPresent(Journal::refuseClosed);
    return earlier.orElseGet(
        () -> write(new JournalEntry(ticket, step, State.OPEN, now(), tree(facts))));
  }

  /** All effects of the open step happened. */
  public void done(Ticket ticket, String step) {
    JournalEntry entry = requireNonNull(entries.get(key(ticket.operation(), step)), "not open");
    refuseClosed(entry);
    if (entry.state() == State.OPEN) {
      write(new JournalEntry(ticket, step, State.DONE, now(), entry.facts()));
    }
  }

  /** The step is undone, or never began: from now on {@link #open} refuses it. */
  public void close(Ticket ticket, String step) {
    Optional<JournalEntry> earlier = read(ticket.operation(), step);
    if (earlier.isEmpty() || earlier.get().state() != State.CLOSED) {
      JsonNode facts = earlier.<JsonNode>map(JournalEntry::facts).orElse(NullNode.getInstance());
      write(new JournalEntry(ticket, step, State.CLOSED, now(), facts));
    }
  }

  /** Drops one step, as if it had never been attempted; for an attempt that undid itself. */
  public void drop(UUID operation, String step) {
    remove(List.of(key(operation, step)));
  }

  /** Drops all that is known of an operation. */
  public void forget(UUID operation) {
    remove(List.copyOf(steps(operation).keySet()));
  }

  /** The entries of one operation, closed ones too; found without a look at the others. */
  public List<JournalEntry> of(UUID operation) {
    return List.copyOf(steps(operation).values());
  }

  private Map<String, JournalEntry> steps(UUID operation) {
    return entries.subMap(operation + ".", operation + "/"); // '/' follows '.'
  }

  /** What may have to be undone: all entries that are open or done, the oldest first. */
  public List<JournalEntry> open() {
    return all().stream().filter(JournalEntry::undoable).toList();
  }

  /** Every entry, closed ones too, the oldest first. */
  public List<JournalEntry> all() {
    return entries.values().stream().sorted(Comparator.comparing(JournalEntry::since)).toList();
  }

  private JournalEntry write(JournalEntry entry) {
    String key = key(entry.ticket().operation(), entry.step());
    try {
      files.replace(folder.resolve(key + SUFFIX), Json.write(entry));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to the journal " + folder, e);
    }
    entries.put(key, entry);
    return entry;
  }

  /** They are gone from the disk too when this returns, or else are still in memory. */
  private void remove(List<String> keys) {
    if (keys.isEmpty()) {
      return;
    }
    try {
      for (String key : keys) {
        files.delete(folder.resolve(key + SUFFIX));
      }
      files.sync(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete from the journal " + folder, e);
    }
    keys.forEach(entries::remove);
  }

  private void load() throws IOException {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        if (Files.isDirectory(file)) {
          continue;
        }
        if (file.getFileName().toString().endsWith(".new")) {
          files.delete(file); // a write that was cut off before its rename
        } else {
          loadOne(file);
        }
      }
    }
  }

  private void loadOne(Path file) throws IOException {
    try {
      JournalEntry entry = Json.read(Files.readAllBytes(file), JournalEntry.class);
      String key = key(entry.ticket().operation(), entry.step());
      requireNonNull(entry.state(), "no state");
      requireNonNull(entry.since(), "no time");
      requireNonNull(entry.facts(), "no facts");
      if (!file.getFileName().toString().equals(key + SUFFIX)) {
        throw new IllegalStateException("it holds the entry " + key);
      }
      entries.put(key, entry);
    } catch (RuntimeException | IOException e) {
      putAside(file, reason(e));
    }
  }

  private void putAside(Path file, String why) throws IOException {
    Path kept = folder.resolve("aside").resolve(file.getFileName() + "." + UUID.randomUUID());
    StableStorage.move(file, kept);
    LOG.error("the journal's file {} cannot be read ({}); it is now {}", file, why, kept);
  }

  private static void refuseClosed(JournalEntry entry) {
    if (entry.state() == State.CLOSED) {
      throw new ClusterException(
          ErrorCode.CONFLICT,
          "the step "
              + entry.step()
              + " of operation "
              + entry.ticket().operation()
              + " was undone on this node; it is not done any more",
          Map.of("operation-id", entry.ticket().operation().toString(), "step", entry.step()));
    }
  }

  private static String reason(Exception e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
  }

  private static JsonNode tree(Object facts) {
    return Json.read(Json.write(facts), JsonNode.class);
  }

  private static String key(UUID operation, String step) {
    return operation + "." + step;
  }

  private Instant now() {
    return clock.instant();
  }
}
