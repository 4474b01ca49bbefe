package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.CommandException;

/** The ReST path of a volume. */
final class VolumePath {
  private VolumePath() {}

  /**
   * @param rest what follows the name, "" or with a leading slash
   * @throws CommandException if the name cannot be one, which would lead to another path
   */
  static String of(String volume, String rest) {
    boolean valid = !volume.isEmpty() && volume.length() <= 255;
    for (int i = 0; i < volume.length() && valid; i++) {
      char c = volume.charAt(i);
      valid =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '-';
    }
    if (!valid) {
      throw CommandException.usage(
          "invalid volume name '"
              + volume
              + "': a volume name has 1 to 255 letters, digits, '_' and '-'");
    }
    return "/v1/volumes/" + volume + rest;
  }
}
