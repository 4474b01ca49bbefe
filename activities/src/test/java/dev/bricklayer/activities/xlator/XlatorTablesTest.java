package dev.bricklayer.activities.xlator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class XlatorTablesTest {

  private static final XlatorTables TABLES = SampleTables.TABLES;

  @Test
  void anXlatorGoesByFullIdIdAndNamesOfItsLibrary() {
    assertThat(TABLES.find("cluster/replicate"))
        .isPresent()
        .isEqualTo(TABLES.find("replicate"))
        .isEqualTo(TABLES.find("afr"))
        .isEqualTo(TABLES.find("cluster/afr"));
    assertThat(TABLES.find("features/replicate")).isEmpty();
  }

  @Test
  void categoriesGroupXlators() {
    assertThat(TABLES.category("cluster"))
        .extracting(Xlator::id)
        .containsExactly("disperse", "distribute", "replicate");
  }

  @Test
  void publishedEntriesReadBack() {
    assertThat(TABLES.entries()).containsKey("cluster/replicate").hasSize(TABLES.all().size());
    assertThat(XlatorTables.ofEntries(TABLES.entries().values()).all()).isEqualTo(TABLES.all());
  }

  @Test
  void anUnboundedMaximumSurvivesJson() {
    XlatorOption size = TABLES.find("io-cache").orElseThrow().option("cache-size").orElseThrow();

    assertThat(size.max()).isInfinite();
  }

  @Test
  void flagsSayWhatAResetNeeds() {
    XlatorOption bitrot = TABLES.find("bitrot-stub").orElseThrow().option("bitrot").orElseThrow();

    assertThat(bitrot.resetNeedsForce()).isTrue();
    assertThat(bitrot.neverReset()).isFalse();
  }

  @Test
  void aSetkeyIsWhatVolfilesSay() {
    XlatorOption allow =
        TABLES.find("protocol/server").orElseThrow().option("auth.allow").orElseThrow();

    assertThat(allow.volfileKey()).isEqualTo("auth.addr.{{ brick.path }}.allow");
  }
}
