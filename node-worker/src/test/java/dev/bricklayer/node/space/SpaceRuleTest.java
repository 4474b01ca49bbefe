package dev.bricklayer.node.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SpaceRuleTest {
  private static final long QUOTA = 1000;
  private static final long LIMIT = 1250;

  private static SpaceRule.Member member(String id, long size, long inUse) {
    return member(
        id, new MemberSpace(id, id.equals("a"), true, false, size, inUse, QUOTA, LIMIT, false, 7));
  }

  private static SpaceRule.Member alarmed(String id, long size, long inUse) {
    return member(
        id, new MemberSpace(id, id.equals("a"), true, false, size, inUse, QUOTA, LIMIT, true, 7));
  }

  private static SpaceRule.Member member(String id, @Nullable MemberSpace space) {
    return new SpaceRule.Member(id, "node of " + id, space, 7);
  }

  private static SpaceRule.Step next(long compacted, SpaceRule.Member... members) {
    return SpaceRule.next(List.of(members), compacted);
  }

  @Test
  void nothingIsDoneWhileThereIsRoom() {
    assertThat(next(0, member("a", 790, 100), member("b", 500, 100)))
        .isEqualTo(new SpaceRule.Step.Done());
  }

  @Test
  void oldValuesAreForgottenFirst() {
    assertThat(next(6, member("a", 700, 700), member("b", 800, 800)))
        .isEqualTo(new SpaceRule.Step.Compact(7));
  }

  @Test
  void theLeaderIsDefragmentedLast() {
    assertThat(next(7, member("a", 900, 100), member("b", 900, 200), member("c", 900, 100)))
        .isEqualTo(new SpaceRule.Step.Defragment("c"));
    assertThat(next(7, member("a", 900, 100), member("b", 900, 200), member("c", 100, 100)))
        .isEqualTo(new SpaceRule.Step.Defragment("b"));
    assertThat(next(7, member("a", 900, 100), member("b", 200, 200), member("c", 100, 100)))
        .isEqualTo(new SpaceRule.Step.Defragment("a"));
  }

  @Test
  void nobodyIsDefragmentedWhileAnotherIsAway() {
    assertThat(next(7, member("a", 900, 100), member("b", 900, 200), member("c", null)))
        .isEqualTo(new SpaceRule.Step.Wait("node of c"));
    SpaceRule.Member leaderless =
        member("c", new MemberSpace("c", false, false, false, 1, 1, QUOTA, LIMIT, false, 7));
    assertThat(next(7, member("a", 900, 100), leaderless))
        .isEqualTo(new SpaceRule.Step.Wait("node of c"));
  }

  @Test
  void whatIsInUseIsNotDefragmented() {
    assertThat(next(7, member("a", 990, 980))).isEqualTo(new SpaceRule.Step.Done());
    assertThat(next(7, alarmed("a", 1300, 1290))).isEqualTo(new SpaceRule.Step.Done());
  }

  @Test
  void anAlarmIsLiftedWhenAllHaveRoom() {
    assertThat(next(7, alarmed("a", 1300, 200), alarmed("b", 300, 200)))
        .isEqualTo(new SpaceRule.Step.Defragment("a"));
    assertThat(next(7, alarmed("a", 300, 200), alarmed("b", 300, 200)))
        .isEqualTo(new SpaceRule.Step.Lift());
    SpaceRule.Member learner =
        member("b", new MemberSpace("b", false, true, true, 1400, 200, QUOTA, LIMIT, true, 7));
    assertThat(next(7, alarmed("a", 300, 200), learner)).isEqualTo(new SpaceRule.Step.Lift());
    assertThat(next(7, alarmed("a", 300, 200), member("b", null)))
        .isEqualTo(new SpaceRule.Step.Lift());
  }

  @Test
  void whileNothingIsTakenEachIsTriedOnceAfterEachCompaction() {
    SpaceRule.Member full = alarmed("a", 1300, 1290);
    SpaceRule.Member untried = new SpaceRule.Member("a", "node of a", full.space(), 6);
    assertThat(next(7, untried)).isEqualTo(new SpaceRule.Step.Defragment("a"));
    assertThat(next(7, full)).isEqualTo(new SpaceRule.Step.Done());
  }

  @Test
  void aLargeFileOfFreePagesIsDefragmentedBelowTheQuotaToo() {
    MemberSpace idle =
        new MemberSpace(
            "a", true, true, false, 100L << 20, 10L << 20, 4L << 30, 5L << 30, false, 7);
    assertThat(next(0, member("a", idle))).isEqualTo(new SpaceRule.Step.Defragment("a"));
  }

  @Test
  void aLearnerCannotBeDefragmented() {
    SpaceRule.Member learner =
        member("b", new MemberSpace("b", false, true, true, 900, 100, QUOTA, LIMIT, false, 7));
    assertThat(next(7, member("a", 100, 100), learner)).isEqualTo(new SpaceRule.Step.Done());
  }
}
