package dev.bricklayer.activities.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.activities.filesystem.FaultyFileSystem;
import dev.bricklayer.activities.filesystem.FaultyFileSystem.Death;
import dev.bricklayer.activities.filesystem.FaultyFileSystem.Fault;
import dev.bricklayer.activities.filesystem.LinuxFileSystem;
import dev.bricklayer.activities.journal.JournalEntry.State;
import dev.bricklayer.config.error.ClusterException;
import dev.bricklayer.config.error.ErrorCode;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.workflows.operation.Ticket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JournalTest {

  @TempDir Path temp;
  private final LinuxFileSystem files = new LinuxFileSystem();
  private final Ticket ticket =
      new Ticket(UUID.randomUUID(), OperationKind.CREATE_VOLUME, "c", 3, 1);

  record Facts(String what, List<String> where) {}

  private final Facts facts = new Facts("before", List.of("/a", "/b"));

  private Path folder() {
    return temp.resolve("journal");
  }

  private Journal journal() {
    return new Journal(folder(), files, Clock.systemUTC());
  }

  @Test
  void survivesARestartInEachState() {
    assertThat(journal().read(ticket.operation(), "prepare")).isEmpty();

    journal().open(ticket, "prepare", facts);
    JournalEntry open = journal().read(ticket.operation(), "prepare").orElseThrow();
    assertThat(open.state()).isEqualTo(State.OPEN);
    assertThat(open.ticket()).isEqualTo(ticket);
    assertThat(open.facts(Facts.class)).isEqualTo(facts);
    assertThat(journal().open()).containsExactly(open);

    journal().done(ticket, "prepare");
    assertThat(journal().open()).extracting(JournalEntry::state).containsExactly(State.DONE);

    journal().close(ticket, "prepare");
    JournalEntry closed = journal().read(ticket.operation(), "prepare").orElseThrow();
    assertThat(closed.state()).isEqualTo(State.CLOSED);
    assertThat(closed.facts(Facts.class)).isEqualTo(facts);
    assertThat(journal().open()).isEmpty();
    assertThat(journal().all()).containsExactly(closed);

    journal().forget(ticket.operation());
    assertThat(journal().all()).isEmpty();
    assertThat(folder()).isEmptyDirectory();
  }

  @Test
  void openingAgainKeepsTheFirstFacts() {
    Journal journal = journal();
    journal.open(ticket, "prepare", facts);
    journal.done(ticket, "prepare");
    assertThat(journal.open(ticket, "prepare", new Facts("later", List.of())).facts(Facts.class))
        .isEqualTo(facts);
  }

  @Test
  void aClosedStepStaysClosed() {
    Journal journal = journal();
    journal.close(ticket, "prepare");
    journal.close(ticket, "prepare");
    for (Journal each : List.of(journal, journal())) {
      assertThatThrownBy(() -> each.open(ticket, "prepare", facts))
          .isInstanceOfSatisfying(
              ClusterException.class,
              refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.CONFLICT));
      assertThat(each.open()).isEmpty();
    }
    journal.open(ticket, "start", facts);
  }

  @Test
  void stepsAndOperationsAreApart() {
    Journal journal = journal();
    Ticket other = new Ticket(UUID.randomUUID(), OperationKind.START_VOLUME, "c", 3, 1);
    journal.open(ticket, "prepare", facts);
    journal.open(ticket, "start", facts);
    journal.open(other, "start", facts);
    journal.drop(ticket.operation(), "start");
    assertThat(journal().all()).hasSize(2);
    journal.forget(ticket.operation());
    assertThat(journal().all()).extracting(JournalEntry::ticket).containsExactly(other);
  }

  @Test
  void whatIsForgottenIsGoneFromTheDiskToo() {
    FaultyFileSystem recorded = new FaultyFileSystem(files);
    Journal journal = new Journal(folder(), recorded, Clock.systemUTC());
    journal.open(ticket, "prepare", facts);
    journal.open(ticket, "start", facts);
    journal.open(ticket, "stop", facts);
    recorded.effects.clear();

    journal.drop(ticket.operation(), "stop");
    journal.forget(ticket.operation());
    journal.forget(ticket.operation());
    String name = ticket.operation() + ".";
    assertThat(recorded.effects)
        .containsExactly(
            "delete " + name + "stop.json",
            "sync journal",
            "delete " + name + "prepare.json",
            "delete " + name + "start.json",
            "sync journal");
  }

  @Test
  void aFileCutOffAnywhereIsMovedAside() throws IOException {
    journal().open(ticket, "prepare", facts);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(journal().all()).as("cut off at %s", length).isEmpty();
      assertThat(file).doesNotExist();
    }
    Files.write(file, whole);
    assertThat(journal().open()).hasSize(1);
  }

  @Test
  void foreignFilesAreMovedAsideAndTheRestIsRead() throws IOException {
    journal().open(ticket, "prepare", facts);
    Files.writeString(folder().resolve("README"), "what is this");
    Files.writeString(folder().resolve(UUID.randomUUID() + ".start.json"), "{}");
    Files.writeString(folder().resolve("x.json"), "[1,2]");
    Files.copy(onlyFile(), folder().resolve(UUID.randomUUID() + ".prepare.json"));
    Files.writeString(folder().resolve("." + UUID.randomUUID() + ".start.json.new"), "{\"tick");
    Files.createDirectory(folder().resolve("folder"));

    assertThat(journal().open()).hasSize(1);
    try (Stream<Path> aside = Files.list(folder().resolve("aside"))) {
      assertThat(aside).hasSize(4);
    }
    assertThat(journal().open()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aWriteThatGoesWrongLeavesTheOldOrTheNew(Fault fault) {
    for (int effect = 0; effect < 4; effect++) {
      FaultyFileSystem faulty = new FaultyFileSystem(files);
      faulty.plant(effect, fault);
      Journal journal = new Journal(folder(), faulty, Clock.systemUTC());
      int reached = 0;
      try {
        journal.open(ticket, "prepare", facts);
        reached++;
        journal.done(ticket, "prepare");
        reached++;
        journal.close(ticket, "prepare");
        reached++;
        journal.forget(ticket.operation());
      } catch (Death | RuntimeException e) {
        assertThat(reached).isEqualTo(effect);
      }
      boolean happened = fault == Fault.FAIL_AFTER || fault == Fault.DIE_AFTER;
      State[] states = {null, State.OPEN, State.DONE, State.CLOSED, null};
      State expected = states[happened ? effect + 1 : effect];
      assertThat(journal().all())
          .extracting(JournalEntry::state)
          .isEqualTo(expected == null ? List.of() : List.of(expected));
      journal().forget(ticket.operation());
    }
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.filter(file -> file.toString().endsWith(".prepare.json"))
          .findFirst()
          .orElseThrow();
    }
  }
}
