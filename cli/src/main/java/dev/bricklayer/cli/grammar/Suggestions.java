package dev.bricklayer.cli.grammar;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Which of the right words a wrong one resembles. */
final class Suggestions {
  private static final int MAX_DISTANCE = 2;

  private Suggestions() {}

  /** The nearest of the candidates, none if all are far. */
  static List<String> of(String typed, Collection<String> candidates) {
    List<String> nearest = new ArrayList<>();
    int best = MAX_DISTANCE;
    for (String candidate : candidates) {
      boolean begun = typed.length() > 1 && candidate.startsWith(typed);
      int distance = begun ? 1 : distance(typed, candidate);
      if (distance < best && distance < typed.length()) {
        best = distance;
        nearest.clear();
      }
      if (distance == best && distance < typed.length()) {
        nearest.add(candidate);
      }
    }
    return nearest;
  }

  /** How many letters to add, leave out, change or swap with the next (Damerau and Levenshtein). */
  static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        boolean same = a.charAt(i - 1) == b.charAt(j - 1);
        d[i][j] =
            Math.min(d[i - 1][j - 1] + (same ? 0 : 1), 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
