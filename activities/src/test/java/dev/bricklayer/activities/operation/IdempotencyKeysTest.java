package dev.bricklayer.activities.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bricklayer.config.cluster.Examples;
import dev.bricklayer.config.operation.KeyUse;
import dev.bricklayer.config.operation.Operation;
import dev.bricklayer.config.operation.OperationKind;
import dev.bricklayer.config.store.InMemoryStore;
import org.junit.jupiter.api.Test;

class IdempotencyKeysTest {
  private static final KeyClaim CLAIM = new KeyClaim("the-hash", "the-print");

  private final InMemoryStore store = new InMemoryStore();
  private final StoreRig rig = new StoreRig(store);
  private final OperationRecords records = rig.records();

  private static Operation operation(int number) {
    return Examples.operation(number, OperationKind.STOP_VOLUME, "volume/v1");
  }

  @Test
  void isWrittenWithTheRecordAndOnce() {
    assertThat(records.uses().use(CLAIM)).isEmpty();
    assertThat(records.accept(operation(1), CLAIM)).isPresent();
    assertThat(records.uses().use(CLAIM)).contains(new KeyUse(operation(1).id(), "the-print"));
    assertThat(records.accept(operation(2), CLAIM)).isEmpty();
    assertThat(records.read(operation(2).id())).isEmpty();
    assertThat(records.accept(operation(1), CLAIM)).isPresent();
  }

  @Test
  void aLostAnswerIsLookedUp() {
    store.failNextCommitAfterEffect();
    assertThat(records.accept(operation(1), CLAIM)).isPresent();
    assertThat(records.uses().use(CLAIM)).isPresent();
  }

  @Test
  void anotherNodeSeesIt() {
    records.accept(operation(1), CLAIM);
    assertThat(rig.records().accept(operation(2), CLAIM)).isEmpty();
    assertThat(rig.records().uses().use(CLAIM)).map(KeyUse::operation).contains(operation(1).id());
  }

  @Test
  void isFreeAgainWhenTheRecordIsWithdrawn() {
    records.accept(operation(1), CLAIM);
    assertThat(records.withdraw(operation(1).id(), CLAIM)).isTrue();
    assertThat(records.uses().use(CLAIM)).isEmpty();
    assertThat(records.accept(operation(2), CLAIM)).isPresent();
  }

  @Test
  void goesWithItsLeaseAndTheNextOneGetsANewLease() {
    records.accept(operation(1), CLAIM);
    store.expireLeases();
    assertThat(records.uses().use(CLAIM)).isEmpty();
    assertThat(records.read(operation(1).id())).isPresent();
    assertThat(records.accept(operation(2), CLAIM)).isPresent();
  }

  @Test
  void aNoteDoesNotReplaceAnother() {
    records.uses().note(CLAIM, operation(1).id());
    records.uses().note(CLAIM, operation(2).id());
    assertThat(records.uses().use(CLAIM)).map(KeyUse::operation).contains(operation(1).id());
  }
}
