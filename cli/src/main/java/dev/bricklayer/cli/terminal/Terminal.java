package dev.bricklayer.cli.terminal;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * Where a command reads and writes, always in UTF-8.
 *
 * @param asks whether a person can be asked: standard input and output are a terminal
 * @param live whether progress is shown: standard output and error are a terminal
 * @param columns how wide it is; 0 if output goes elsewhere and no line is wrapped
 */
public record Terminal(
    OutputStream out, OutputStream err, InputStream in, boolean asks, boolean live, int columns) {

  /**
   * The process's own.
   *
   * @param terminals which of 0, 1 and 2 are terminals, as the starting script found them
   * @param columns how wide the terminal is, 0 if not known
   */
  public static Terminal ofProcess(String terminals, int columns) {
    boolean out = terminals.indexOf('1') >= 0;
    // not System.out, which keeps it to itself when nothing can be written
    return new Terminal(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.in,
        out && terminals.indexOf('0') >= 0,
        out && terminals.indexOf('2') >= 0,
        out ? (columns > 0 ? columns : 80) : 0);
  }

  /**
   * Writes to standard output.
   *
   * @throws UncheckedIOException if nobody reads it or it cannot be kept
   */
  public void print(CharSequence text) {
    write(out, text);
  }

  /** Writes to standard error. */
  public void warn(CharSequence text) {
    write(err, text);
  }

  /** Asks a question that "y" and "yes" affirm. */
  public boolean confirm(String question) {
    print(question + " (y/n) ");
    StringBuilder answer = new StringBuilder();
    try {
      int c;
      while ((c = in.read()) >= 0 && c != '\n') {
        answer.append((char) c);
      }
    } catch (IOException noAnswer) {
      return false;
    }
    String word = answer.toString().strip();
    return word.equalsIgnoreCase("y") || word.equalsIgnoreCase("yes");
  }

  /**
   * The text without control characters: what a server or a file name says must not steer the
   * user's terminal.
   */
  public static String printable(String text) {
    return cleaned(text, false);
  }

  /** The same, but lines stay lines. */
  public static String lines(String text) {
    return cleaned(text, true);
  }

  private static String cleaned(String text, boolean keepLines) {
    StringBuilder clean = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c) && !(keepLines && c == '\n')) {
        clean = clean == null ? new StringBuilder(text) : clean;
        clean.setCharAt(i, c == '\n' || c == '\t' ? ' ' : '?');
      }
    }
    return clean == null ? text : clean.toString();
  }

  private static void write(OutputStream to, CharSequence text) {
    try {
      to.write(text.toString().getBytes(StandardCharsets.UTF_8));
      to.flush();
    } catch (IOException closed) {
      throw new UncheckedIOException(closed);
    }
  }
}
