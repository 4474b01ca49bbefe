package dev.bricklayer.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void alignsColumnsAndEndsLinesWithoutBlanks() {
    Table table = new Table("NAME", "SIZE").row("v1", "1 GiB").row("long name", "");
    assertThat(table.render(0))
        .isEqualTo(
            """
            NAME       SIZE
            v1         1 GiB
            long name  -
            """);
  }

  @Test
  void narrowsTheWidestColumnsToFitTheTerminal() {
    Table table =
        new Table("BRICK", "ONLINE", "ADDRESSES")
            .row("10.0.0.1:/bricks/volume-one/brick", "yes", "10.0.0.1:24008, 127.0.0.1:24008");
    String text = table.render(50);
    assertThat(text)
        .isEqualTo(
            """
            BRICK                 ONLINE  ADDRESSES
            10.0.0.1:/bricks/     yes     10.0.0.1:24008,
            volume-one/brick              127.0.0.1:24008
            """);
    assertThat(text.lines()).allMatch(line -> line.length() <= 50);
  }

  @Test
  void keepsWhatIsCopiedInOnePiece() {
    String id = "0b0f8c9e-7a51-4a5a-9d6c-000000000011";
    String text =
        new Table("ID", "TEXT").row(id, "one two three four five six").keepWhole(0).render(50);
    assertThat(text).contains(id + "  one two").doesNotContain("one two three");
    assertThat(new Table("ID").row(id).keepWhole(0).render(10)).contains(id);
  }

  @Test
  void losesNothingWhenNothingFits() {
    String cell = "x".repeat(50) + "y";
    String text = new Table("A", "B").row(cell, cell).render(10);
    assertThat(text.replaceAll("[^x]", "")).hasSize(100);
    assertThat(text.replaceAll("[^y]", "")).hasSize(2);
  }

  @Test
  void countsCodePoints() {
    assertThat(new Table("A", "B").row("😀😀", "x").render(0)).isEqualTo("A   B\n😀😀  x\n");
    assertThat(new Table("A").row("😀".repeat(20)).render(9)).doesNotContain("?");
  }

  @Test
  void showsNoControlCharacters() {
    assertThat(new Table("A").row("\033[31mred\nline").render(0)).isEqualTo("A\n?[31mred line\n");
  }
}
