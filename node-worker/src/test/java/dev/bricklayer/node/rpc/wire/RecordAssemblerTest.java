package dev.bricklayer.node.rpc.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bricklayer.node.rpc.Calls;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RecordAssemblerTest {
  private static final int BUDGET = 10_000;
  private final ByteBudget budget = new ByteBudget(BUDGET);
  private final RecordAssembler assembler = new RecordAssembler(4096, budget);

  @Test
  void joinsFragmentsThatComeByteByByte() {
    byte[] stream = Calls.hex("00000002 0102 00000000 80000003 030405 80000000");
    for (int i = 0; i < stream.length - 5; i++) {
      assertThat(assembler.next(ByteBuffer.wrap(stream, i, 1))).isNull();
      assertThat(assembler.partial()).isTrue();
    }
    ByteBuffer rest = ByteBuffer.wrap(stream, stream.length - 5, 5);
    assertThat(assembler.next(rest)).isEqualTo(Calls.hex("0102030405"));
    assertThat(assembler.partial()).isFalse();
    assertThat(assembler.next(rest)).isEmpty();
    assertThat(rest.hasRemaining()).isFalse();
    assertThat(budget.left()).as("the record is still held").isEqualTo(BUDGET - 5);
  }

  @Test
  void refusesRecordsThatAreTooLong() {
    assertThatThrownBy(() -> assembler.next(ByteBuffer.wrap(Calls.hex("80001001"))))
        .isInstanceOf(XdrException.class)
        .hasMessage("a record of 4097 bytes, 4096 are allowed");
    RecordAssembler another = new RecordAssembler(4096, budget);
    another.next(ByteBuffer.allocate(4 + 4096).putInt(0, 4096));
    assertThatThrownBy(() -> another.next(ByteBuffer.wrap(Calls.hex("00000001"))))
        .hasMessage("a record of 4097 bytes, 4096 are allowed");
  }

  @Test
  void refusesEndlessEmptyFragments() {
    assertThatThrownBy(() -> assembler.next(ByteBuffer.allocate(4096)))
        .hasMessage("a record of more than 256 fragments");
  }

  @Test
  void takesMemoryOnlyForBytesThatHaveCome() {
    ByteBuffer announced = ByteBuffer.allocate(5).putInt(0, 0x80000000 | 4096);
    assertThat(assembler.next(announced)).isNull();
    assertThat(budget.left()).isEqualTo(BUDGET - 512);
    assembler.discard();
    assertThat(budget.left()).isEqualTo(BUDGET);
    assertThat(assembler.next(ByteBuffer.wrap(Calls.ping(1)))).isNull();
  }

  @Test
  void refusesWhenAllTogetherHoldTooMuch() {
    assertThat(budget.take(BUDGET)).isTrue();
    assertThatThrownBy(() -> assembler.next(ByteBuffer.wrap(Calls.ping(1))))
        .hasMessageContaining("too many others");
  }
}
