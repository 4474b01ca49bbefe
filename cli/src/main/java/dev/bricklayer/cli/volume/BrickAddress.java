package dev.bricklayer.cli.volume;

import dev.bricklayer.cli.command.CommandException;

/**
 * A brick as the user names it.
 *
 * @param host the peer's host, address, name or id
 * @param path absolute
 */
public record BrickAddress(String host, String path) {

  /**
   * @throws CommandException if the text is not {@code HOST:/PATH}
   */
  static BrickAddress of(String text) {
    int colon = text.indexOf(":/");
    if (colon < 1) {
      throw CommandException.usage(
          "'" + text + "' is no brick; a brick is HOST:/PATH with an absolute path");
    }
    return new BrickAddress(text.substring(0, colon), text.substring(colon + 1));
  }
}
