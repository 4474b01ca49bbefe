package dev.bricklayer.cli.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of left-aligned columns under a heading. When it is wider than the terminal, the widest
 * columns are narrowed and their cells go on in further lines, so that nothing is cut off.
 */
public final class Table {
  private static final int GAP = 2;
  private static final int NARROWEST = 10;

  private final List<String[]> rows = new ArrayList<>();
  private final int columns;
  private final boolean[] whole;

  public Table(String... headings) {
    columns = headings.length;
    whole = new boolean[columns];
    rows.add(headings);
  }

  /** Never breaks the cells of a column, counted from 0: what is copied must stay in one piece. */
  public Table keepWhole(int column) {
    whole[column] = true;
    return this;
  }

  /** Adds a row; an empty cell is shown as "-". */
  public Table row(String... cells) {
    if (cells.length != columns) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns + " columns");
    }
    String[] row = new String[columns];
    for (int i = 0; i < columns; i++) {
      row[i] = cells[i].isEmpty() ? "-" : Terminal.printable(cells[i]);
    }
    rows.add(row);
    return this;
  }

  /**
   * The text, with a line feed after each line.
   *
   * @param width the terminal's width, 0 for no limit
   */
  public String render(int width) {
    int[] widths = widths();
    if (width > 0) {
      narrow(widths, width);
    }
    StringBuilder text = new StringBuilder(rows.size() * 80);
    for (String[] row : rows) {
      render(row, widths, text);
    }
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], length(row[i]));
      }
    }
    return widths;
  }

  private void narrow(int[] widths, int width) {
    int total = GAP * (widths.length - 1);
    for (int w : widths) {
      total += w;
    }
    while (total > width) {
      int widest = -1;
      for (int i = 0; i < widths.length; i++) {
        if (!whole[i] && (widest < 0 || widths[i] > widths[widest])) {
          widest = i;
        }
      }
      if (widest < 0 || widths[widest] <= NARROWEST) {
        return;
      }
      widths[widest]--;
      total--;
    }
  }

  private void render(String[] row, int[] widths, StringBuilder text) {
    int[] shown = new int[columns];
    boolean more = true;
    while (more) {
      more = false;
      int lineStart = text.length();
      for (int i = 0; i < columns; i++) {
        int from = shown[i];
        int to = cut(row[i], from, widths[i]);
        text.append(row[i], from, to);
        shown[i] = to;
        more |= to < row[i].length();
        pad(text, widths[i] - length(row[i].substring(from, to)) + GAP);
      }
      int end = text.length();
      while (end > lineStart && text.charAt(end - 1) == ' ') {
        end--;
      }
      text.setLength(end);
      text.append('\n');
    }
  }

  /** Where a cell's line ends: after a separator in its second half if there is one. */
  private static int cut(String cell, int from, int width) {
    if (length(cell.substring(from)) <= width) {
      return cell.length();
    }
    int end = cell.offsetByCodePoints(from, width);
    for (int i = end; i >= from + width / 2; i--) {
      char c = cell.charAt(i - 1);
      if (c == ' ' || c == '/' || c == ',' || c == ':' || c == '-') {
        return i;
      }
    }
    return end;
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  private static void pad(StringBuilder text, int blanks) {
    char[] padding = new char[Math.max(0, blanks)];
    Arrays.fill(padding, ' ');
    text.append(padding);
  }
}
