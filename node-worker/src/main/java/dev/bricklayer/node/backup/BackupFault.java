package dev.bricklayer.node.backup;

import java.io.IOException;

/** What is wrong with a backup, or with what shall open it, in a sentence. */
public final class BackupFault extends IOException {
  private static final long serialVersionUID = 1L;

  BackupFault(String sentence) {
    super(sentence);
  }

  BackupFault(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
