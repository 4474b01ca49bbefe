package dev.bricklayer.activities.journal;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bricklayer.config.json.Json;
import dev.bricklayer.workflows.operation.Ticket;
import java.time.Instant;

/**
 * One step of one operation on this node.
 *
 * @param since when the state was reached
 * @param facts what there was before the step's effects and what it needs to be undone; JSON null
 *     for a step that was undone before it began
 */
public record JournalEntry(Ticket ticket, String step, State state, Instant since, JsonNode facts) {

  /** How far the step is. */
  public enum State {
    /** Effects may have happened, any of them. */
    OPEN,
    /** All effects happened; a repeated attempt has nothing to do. */
    DONE,
    /** Undone, or given up before it began: an attempt that wakes later must do nothing. */
    CLOSED
  }

  /** Whether there may be something to undo. */
  public boolean undoable() {
    return state != State.CLOSED && !facts.isNull();
  }

  /** The facts as they were given to {@link Journal#open}. */
  public <T> T facts(Class<T> type) {
    return Json.read(Json.write(facts), type);
  }
}
