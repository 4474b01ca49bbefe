package dev.bricklayer.activities.xlator;

/** Which options a request may set besides the basic ones. */
public record AllowedLevels(boolean advanced, boolean experimental, boolean deprecated) {

  /** Options of every level. */
  public static final AllowedLevels ALL = new AllowedLevels(true, true, true);

  boolean allows(OptionLevel level) {
    return switch (level) {
      case BASIC -> true;
      case ADVANCED -> advanced;
      case EXPERIMENTAL -> experimental;
      case DEPRECATED -> deprecated;
    };
  }
}
