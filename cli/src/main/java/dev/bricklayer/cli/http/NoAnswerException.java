package dev.bricklayer.cli.http;

/** No node answered. */
public final class NoAnswerException extends RuntimeException {
  private final String sentence;
  private final boolean sent;

  NoAnswerException(String sentence, boolean sent) {
    super(sentence);
    this.sentence = sentence;
    this.sent = sent;
  }

  /** Whether a node may have received the request, so that its effect is unknown. */
  public boolean sent() {
    return sent;
  }

  /** The sentence for the user. */
  public String sentence() {
    return sentence;
  }
}
