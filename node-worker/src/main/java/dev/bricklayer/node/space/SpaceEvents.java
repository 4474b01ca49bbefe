package dev.bricklayer.node.space;

/** Told by the node whose member leads; bounded and never failing. */
public interface SpaceEvents {
  /** The fullest of the members' databases is another way than before. */
  void room(Room now, MemberSpace fullest);

  /** A member's file was written anew. */
  void defragmented(MemberSpace before, MemberSpace after);
}
