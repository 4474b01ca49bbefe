package dev.bricklayer.cli.command;

/** A command line that was understood. */
public record Invocation(Action action, Settings settings) {}
