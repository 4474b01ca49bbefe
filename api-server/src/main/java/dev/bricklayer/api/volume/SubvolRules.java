package dev.bricklayer.api.volume;

import dev.bricklayer.api.volume.CreateVolumeRequest.SubvolRequest;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How many bricks of which type a subvolume may have; GD2's rules. */
final class SubvolRules {
  private SubvolRules() {}

  /**
   * The geometry of a wished subvolume.
   *
   * @param name its name with one {@code %s} for the type's word
   */
  static Subvol subvol(SubvolRequest wish, String name, int at) {
    int bricks = wish.bricksOrNone().size();
    SubvolType type = type(wish, at);
    String named = String.format(Locale.ROOT, name, type.word());
    return switch (type) {
      case DISTRIBUTE -> {
        if (wish.replica() > 1 || wish.arbiter() > 0 || disperse(wish)) {
          throw wrong(at, "a distribute subvolume has no replica, arbiter or disperse counts");
        }
        yield new Subvol(named, type, 1, 0, 0, 0);
      }
      case REPLICATE -> replicate(wish, named, bricks, at);
      case DISPERSE -> disperse(wish, named, bricks, at);
    };
  }

  static BrickType brickType(SubvolRequest wish, Subvol subvol, int index) {
    boolean arbiter = subvol.arbiter() == 1 && index == subvol.replica();
    return switch (word(wish.bricksOrNone().get(index).type())) {
      case "", "brick" -> arbiter ? BrickType.ARBITER : BrickType.BRICK;
      case "arbiter" -> BrickType.ARBITER;
      default -> throw wrong(subvol.name(), "invalid brick type");
    };
  }

  private static SubvolType type(SubvolRequest wish, int at) {
    return switch (word(wish.type())) {
      case "", "distribute" -> SubvolType.DISTRIBUTE;
      case "replicate" -> SubvolType.REPLICATE;
      case "disperse" -> SubvolType.DISPERSE;
      default ->
          throw wrong(at, "invalid subvol type; supported are distribute, replicate and disperse");
    };
  }

  private static Subvol replicate(SubvolRequest wish, String name, int bricks, int at) {
    if (disperse(wish)) {
      throw wrong(at, "a replicate subvolume has no disperse counts");
    }
    if (wish.arbiter() < 0 || wish.arbiter() > 1 || (wish.arbiter() == 1 && wish.replica() != 2)) {
      throw wrong(at, "invalid Arbiter Count: an arbiter goes with replica 2, arbiter 1");
    }
    if (wish.replica() < 2) {
      throw wrong(at, "invalid Replica Count: a replicate subvolume has 2 or more replicas");
    }
    if (wish.replica() + wish.arbiter() != bricks) {
      throw wrong(
          at,
          "invalid number of bricks: replica "
              + wish.replica()
              + (wish.arbiter() > 0 ? " and arbiter " + wish.arbiter() : "")
              + " need "
              + (wish.replica() + wish.arbiter())
              + " bricks, not "
              + bricks);
    }
    checkArbiters(wish, bricks, at);
    return new Subvol(name, SubvolType.REPLICATE, wish.replica(), wish.arbiter(), 0, 0);
  }

  private static void checkArbiters(SubvolRequest wish, int bricks, int at) {
    for (int index = 0; index < bricks; index++) {
      boolean last = index == bricks - 1;
      boolean arbiter = word(wish.bricksOrNone().get(index).type()).equals("arbiter");
      if (arbiter && !(last && wish.arbiter() == 1)) {
        throw wrong(at, "invalid brick type: an arbiter is the last brick of replica 2, arbiter 1");
      }
    }
  }

  private static Subvol disperse(SubvolRequest wish, String name, int bricks, int at) {
    if (wish.replica() > 1 || wish.arbiter() > 0) {
      throw wrong(at, "a disperse subvolume has no replica or arbiter counts");
    }
    int count = wish.disperse() > 0 ? wish.disperse() : bricks;
    if (count != bricks) {
      throw wrong(
          at, "invalid number of bricks: disperse-count is " + count + ", bricks are " + bricks);
    }
    int redundancy = wish.redundancy();
    if (redundancy == 0 && wish.disperseData() > 0) {
      redundancy = count - wish.disperseData();
    } else if (redundancy == 0) {
      redundancy = Math.max(1, count - Integer.highestOneBit(Math.max(1, count - 1)));
      if (2 * redundancy >= count) {
        redundancy = 1;
      }
    }
    if (redundancy < 1 || 2 * redundancy >= count) {
      throw wrong(
          at,
          "invalid redundancy count: with "
              + count
              + " bricks it is at least 1 and less than half of them");
    }
    if (wish.disperseData() > 0 && wish.disperseData() + redundancy != count) {
      throw wrong(at, "disperse-data and disperse-redundancy must add up to the bricks");
    }
    return new Subvol(name, SubvolType.DISPERSE, 0, 0, count, redundancy);
  }

  private static boolean disperse(SubvolRequest wish) {
    return wish.disperse() != 0 || wish.disperseData() != 0 || wish.redundancy() != 0;
  }

  private static String word(@Nullable String text) {
    return text == null ? "" : text.toLowerCase(Locale.ROOT);
  }

  private static RuntimeException wrong(int at, String message) {
    return wrong(Integer.toString(at), message);
  }

  private static RuntimeException wrong(String subvol, String message) {
    return VolumeDrafts.invalid(message, Map.of("subvol", subvol));
  }
}
