package dev.bricklayer.activities.volfile;

import dev.bricklayer.activities.volfile.XlatorTemplate.Level;
import dev.bricklayer.activities.volfile.XlatorTemplate.Presence;
import dev.bricklayer.activities.xlator.OptionValue;
import dev.bricklayer.activities.xlator.Xlator;
import dev.bricklayer.activities.xlator.XlatorOption;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.config.cluster.VolumeView;
import dev.bricklayer.config.volume.Brick;
import dev.bricklayer.config.volume.BrickType;
import dev.bricklayer.config.volume.Subvol;
import dev.bricklayer.config.volume.SubvolType;
import dev.bricklayer.config.volume.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Builds one volfile of one graph, level by level from the bricks up. A level without xlators is
 * left out: what is below it hangs on what is above.
 */
final class GraphBuilder {

  private final String graph;
  private final List<XlatorTemplate> templates;
  private final XlatorTables tables;
  private final Function<Brick, OptionalInt> knownPort;
  private final VolfileText text = new VolfileText();

  GraphBuilder(
      String graph,
      List<XlatorTemplate> templates,
      XlatorTables tables,
      Function<Brick, OptionalInt> knownPort) {
    this.graph = graph;
    this.templates = templates;
    this.tables = tables;
    this.knownPort = knownPort;
  }

  /** The graph of one brick. */
  String brick(VolumeView view, Brick brick, int sharing) {
    Subvol subvol = view.volume().subvols().get(brick.subvol());
    Variables variables =
        Variables.none()
            .withVolume(view.volume())
            .withSubvol(subvol, view.bricksOf(brick.subvol()))
            .with(Map.of("brick.sharing", sharing > 1 ? Integer.toString(sharing) : ""));
    brick(view.volume(), subvol, brick, variables);
    return text.toString();
  }

  /**
   * The graph of a client of these volumes.
   *
   * @param subvols which subvolumes it sees
   */
  String client(List<VolumeView> views, boolean trusted, Predicate<Subvol> subvols) {
    List<String> below = new ArrayList<>();
    for (VolumeView view : views) {
      below.addAll(volume(view, trusted, subvols));
    }
    stack(Level.NODE, new Place(null, null, null, Variables.none()), below);
    return text.toString();
  }

  private List<String> volume(VolumeView view, boolean trusted, Predicate<Subvol> subvols) {
    Volume volume = view.volume();
    Variables variables = Variables.none().withVolume(volume);
    if (trusted) {
      variables = variables.withCredentials(volume);
    }
    List<String> below = new ArrayList<>();
    for (int i = 0; i < volume.subvols().size(); i++) {
      Subvol subvol = volume.subvols().get(i);
      if (subvols.test(subvol)) {
        below.addAll(subvol(volume, subvol, view.bricksOf(i), variables));
      }
    }
    return stack(
        Level.VOLUME, new Place(volume, volume.subvols().get(0).type(), null, variables), below);
  }

  private List<String> subvol(Volume volume, Subvol subvol, List<Brick> bricks, Variables above) {
    Variables variables = above.withSubvol(subvol, bricks);
    List<String> below = new ArrayList<>();
    for (Brick brick : bricks) {
      below.addAll(brick(volume, subvol, brick, variables));
    }
    return stack(Level.SUBVOL, new Place(volume, subvol.type(), null, variables), below);
  }

  private List<String> brick(Volume volume, Subvol subvol, Brick brick, Variables above) {
    Variables variables = above.withBrick(brick, knownPort.apply(brick));
    return stack(Level.BRICK, new Place(volume, subvol.type(), brick.type(), variables), List.of());
  }

  /** Where in the graph an xlator stands; what the node's own level does not have is null. */
  private record Place(
      @Nullable Volume volume,
      @Nullable SubvolType type,
      @Nullable BrickType brickType,
      Variables variables) {

    boolean has(XlatorTemplate template) {
      return (type == null || template.isFor(type))
          && (brickType == null || template.isFor(brickType));
    }

    Map<String, String> volumeOptions() {
      return volume == null ? Map.of() : volume.options();
    }
  }

  /** Puts the level's xlators above these; returns the name of the topmost, or these if none. */
  private List<String> stack(Level level, Place place, List<String> below) {
    List<String> top = below;
    for (int i = templates.size() - 1; i >= 0; i--) {
      XlatorTemplate template = templates.get(i);
      if (template.per() == level && place.has(template) && present(template, place)) {
        String name = place.variables().expand(name(template));
        text.add(name, template.xlator(), options(template, place), top);
        top = List.of(name);
      }
    }
    return top;
  }

  private static String name(XlatorTemplate template) {
    if (template.name() != null) {
      return template.name();
    }
    return switch (template.per()) {
      case SUBVOL -> "{{ subvol.name }}";
      case BRICK ->
          template.xlator().equals("protocol/client")
              ? "{{ brick.client-name }}"
              : "{{ volume.name }}-" + template.id();
      case VOLUME -> "{{ volume.name }}-" + template.id();
      case NODE -> template.id();
    };
  }

  private boolean present(XlatorTemplate template, Place place) {
    if (template.presence() == null) {
      return true;
    }
    Map<String, String> options = place.volumeOptions();
    String wish = options.get(graph + "." + template.xlator());
    if (wish == null) {
      wish = options.get(template.xlator());
    }
    return wish == null ? template.presence() == Presence.ON : OptionValue.isOn(wish);
  }

  /** The options to write, by the precedence that {@link VolfileGenerator} promises. */
  private Map<String, String> options(XlatorTemplate template, Place place) {
    Map<String, String> written = new TreeMap<>();
    Variables variables = place.variables();
    @Nullable Xlator xlator = tables.find(template.xlator()).orElse(null);
    if (xlator != null) {
      for (XlatorOption option : xlator.options()) {
        if (option.defaultValue() != null && Variables.in(option.defaultValue())) {
          written.put(
              variables.expand(option.volfileKey()), variables.expand(option.defaultValue()));
        }
      }
    }
    template.options().forEach((key, value) -> put(written, variables, key, value));
    set(written, template, place, xlator, template.xlator());
    template.fixed().forEach((key, value) -> put(written, variables, key, value));
    set(written, template, place, xlator, graph + "." + template.xlator());
    written.values().removeIf(String::isBlank);
    return written;
  }

  private static void put(
      Map<String, String> written, Variables variables, String key, String value) {
    written.put(variables.expand(key), variables.expand(value));
  }

  /** Writes the volume's options of that xlator; values are the user's and stay as they are. */
  private static void set(
      Map<String, String> written,
      XlatorTemplate template,
      Place place,
      @Nullable Xlator xlator,
      String prefix) {
    place
        .volumeOptions()
        .forEach(
            (key, value) -> {
              if (key.startsWith(prefix + ".")) {
                String option = key.substring(prefix.length() + 1);
                written.put(volfileKey(option, template, place, xlator), value);
              } else if (key.equals(prefix)
                  && xlator != null
                  && xlator.option(template.id()).isPresent()) {
                // some xlators read the switch as an option too
                written.put(template.id(), value);
              }
            });
  }

  /** What the volfile of this graph calls an option. */
  private static String volfileKey(
      String option, XlatorTemplate template, Place place, @Nullable Xlator xlator) {
    String key =
        xlator == null
            ? option
            : xlator.option(option).map(XlatorOption::volfileKey).orElse(option);
    return place.variables().expand(template.rename().getOrDefault(key, key));
  }
}
