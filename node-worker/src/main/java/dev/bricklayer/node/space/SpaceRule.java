package dev.bricklayer.node.space;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes room in the members' databases, one step at a time: forget what was replaced, give
 * free pages back member by member with the leader last, lift the alarm. No member is defragmented
 * while another one is away: the one that writes its file anew answers nothing meanwhile, and two
 * that are silent may be one too many.
 */
final class SpaceRule {
  private SpaceRule() {}

  /**
   * @param name for people
   * @param space what its node tells; null when it does not
   * @param tidied up to which revision old values were forgotten when it was defragmented last
   */
  record Member(String id, String name, @Nullable MemberSpace space, long tidied) {

    /**
     * While etcd takes nothing, what was freed last is not shown as free: then it is tried once.
     */
    private boolean worthIt(boolean alarm, long compacted) {
      return space != null
          && !space.learner()
          && (space.fragmented() || (alarm && space.large() && tidied < compacted));
    }
  }

  /** What to do next. */
  sealed interface Step {
    /** There is room, or none can be made. */
    record Done() implements Step {}

    /** Not while that member is away. */
    record Wait(String away) implements Step {}

    /** Forget all values that were replaced or deleted up to that revision. */
    record Compact(long revision) implements Step {}

    record Defragment(String id) implements Step {}

    /** Let etcd take puts again. */
    record Lift() implements Step {}
  }

  /**
   * @param members all that etcd lists
   * @param compacted the revision up to which old values are known to be forgotten
   */
  static Step next(List<Member> members, long compacted) {
    List<MemberSpace> known =
        members.stream()
            .map(Member::space)
            .flatMap(space -> Optional.ofNullable(space).stream())
            .toList();
    boolean alarm = known.stream().anyMatch(MemberSpace::alarm);
    // the limit of one that joined is above that of the others, as its file cannot be made smaller
    if (alarm && known.stream().allMatch(space -> space.learner() || space.roomy())) {
      return new Step.Lift();
    }
    long head = known.stream().mapToLong(MemberSpace::revision).max().orElse(0);
    if (head > compacted && known.stream().anyMatch(MemberSpace::filling)) {
      return new Step.Compact(head);
    }
    Optional<MemberSpace> worst =
        members.stream()
            .filter(member -> member.worthIt(alarm, compacted))
            .flatMap(member -> Optional.ofNullable(member.space()).stream())
            .min(
                Comparator.comparing(MemberSpace::leads)
                    .thenComparing(MemberSpace::inUse)
                    .thenComparing(MemberSpace::member));
    if (worst.isEmpty()) {
      return new Step.Done();
    }
    Optional<Member> away =
        members.stream()
            .filter(member -> member.space() == null || !member.space().led())
            .findFirst();
    return away.isPresent()
        ? new Step.Wait(away.get().name())
        : new Step.Defragment(worst.get().member());
  }
}
