package dev.bricklayer.cli.operation;

import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.naming.PeerDirectory;

/** The ReST path of an operation. */
final class OperationPath {
  private OperationPath() {}

  /**
   * @param rest what follows the id, "" or with a leading slash
   * @throws CommandException if the id cannot be one
   */
  static String of(String id, String rest) {
    return "/v1/operations/" + checked(id) + rest;
  }

  /** The id, if it can be one. */
  static String checked(String id) {
    if (!PeerDirectory.isId(id)) {
      throw CommandException.usage(
          "'" + id + "' is no operation's id; 'glustercli operation list' shows them");
    }
    return id;
  }
}
