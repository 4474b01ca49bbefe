package dev.bricklayer.api.config;

import io.dropwizard.configuration.ConfigurationException;
import java.io.FileNotFoundException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a configuration file, in one sentence without names of our classes. */
public final class ConfigurationFault {
  private static final Pattern UNKNOWN =
      Pattern.compile(
          "Unrecognized field at: (\\S+)(?:\\s+Did you mean\\?:\\s+- (\\S+))?.*", Pattern.DOTALL);
  private static final Pattern UNREADABLE =
      Pattern.compile("Failed to parse configuration at: ([^;]*);(.*)", Pattern.DOTALL);
  private static final Pattern PROBLEM = Pattern.compile("problem: ([^\\n]*)");
  private static final Pattern WRONG_TYPE =
      Pattern.compile("Incorrect type of value at: ([^;]*); (.*)", Pattern.DOTALL);
  private static final Pattern CLASS = Pattern.compile("`?(?:[a-z]\\w*\\.)+(?:\\w+\\$)?(\\w+)`?");

  private ConfigurationFault() {}

  /** The sentence, or null when the failure is not about the file. */
  public static @Nullable String sentence(Throwable failure) {
    if (failure instanceof ConfigurationException wrong) {
      String first = wrong.getErrors().stream().findFirst().orElse("it cannot be read");
      return name(wrong) + ": " + told(first);
    }
    if (failure instanceof FileNotFoundException || failure instanceof NoSuchFileException) {
      return String.valueOf(failure.getMessage());
    }
    return null;
  }

  private static String name(ConfigurationException wrong) {
    String message = String.valueOf(wrong.getMessage());
    int end = message.indexOf(" has a");
    return end < 0 ? "the configuration" : message.substring(0, end);
  }

  private static String told(String error) {
    Matcher unknown = UNKNOWN.matcher(error);
    if (unknown.matches()) {
      String near = unknown.group(2);
      return "unknown key "
          + unknown.group(1)
          + (near == null ? "" : "; did you mean " + near + "?");
    }
    Matcher unreadable = UNREADABLE.matcher(error);
    if (unreadable.matches()) {
      Matcher problem = PROBLEM.matcher(String.valueOf(unreadable.group(2)));
      return unreadable.group(1)
          + ": "
          + (problem.find() ? problem.group(1) : firstLine(String.valueOf(unreadable.group(2))));
    }
    Matcher type = WRONG_TYPE.matcher(error);
    if (type.matches()) {
      return type.group(1)
          + ": a value of the wrong type, "
          + firstLine(String.valueOf(type.group(2)));
    }
    return firstLine(error);
  }

  private static String firstLine(String text) {
    return CLASS.matcher(text.strip().lines().findFirst().orElse("")).replaceAll("$1");
  }
}
