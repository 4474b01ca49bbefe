package dev.bricklayer.cli.grammar;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command that only groups others. */
abstract class GroupCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: " + String.join(", ", spec.commandLine().getSubcommands().keySet()));
  }

  /** The word {@code force} at a command's end. */
  enum Force {
    force
  }
}
