package dev.bricklayer.cli.command;

import dev.bricklayer.cli.http.Answer;

/** A request that changes nothing was answered with an error. */
public final class AnswerException extends RuntimeException {
  private final transient Answer answer;

  public AnswerException(Answer answer) {
    super("the answer has status " + answer.status());
    this.answer = answer;
  }

  public Answer answer() {
    return answer;
  }
}
