package dev.bricklayer.api.node;

import dev.bricklayer.activities.volfile.GraphTemplates;
import dev.bricklayer.activities.xlator.AllowedLevels;
import dev.bricklayer.activities.xlator.OptionGroups;
import dev.bricklayer.activities.xlator.OptionValidator;
import dev.bricklayer.activities.xlator.XlatorTables;
import dev.bricklayer.api.volume.VolumeOptions;
import dev.bricklayer.config.volume.SubvolType;
import java.util.Map;
import java.util.function.Supplier;

/** Options as the installed xlators know them. */
final class InstalledOptions implements VolumeOptions {
  private final OptionGroups groups = OptionGroups.builtIn();
  private final Supplier<OptionValidator> validator;

  InstalledOptions(Supplier<XlatorTables> tables) {
    validator =
        new Once<>(() -> new OptionValidator(tables.get(), GraphTemplates.builtIn().switches()));
  }

  @Override
  public Map<String, String> forNewVolume(
      Map<String, String> wished, SubvolType type, Allowed allowed) {
    Map<String, String> set = groups.expand(wished).set();
    Map<String, String> valid =
        validator
            .get()
            .validate(
                set,
                new AllowedLevels(
                    allowed.advanced(), allowed.experimental(), allowed.deprecated()));
    return groups.withDefaults(type, valid);
  }
}
