package dev.bricklayer.cli.cluster;

import dev.bricklayer.cli.command.Action;
import dev.bricklayer.cli.command.AnswerException;
import dev.bricklayer.cli.command.CommandException;
import dev.bricklayer.cli.command.ExitCode;
import dev.bricklayer.cli.command.Session;
import dev.bricklayer.cli.http.Answer;
import dev.bricklayer.cli.http.Request;
import dev.bricklayer.cli.json.JsonObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * {@code cluster backup FILE}: the file appears when all of it is there, readable for its owner.
 */
public record WriteBackup(String file, Locks locks) implements Action {

  @Override
  public int run(Session session) {
    Request request = Request.post("/v1/cluster/backup", locks.sealing());
    Answer answer = session.api().send(request, session.changeMillis());
    byte[] content = answer.file();
    if (!answer.ok() || content == null) {
      throw new AnswerException(answer);
    }
    keep(content);
    String missing = answer.header("x-bricklayer-missing");
    if (session.settings().json()) {
      JsonObject told = new JsonObject().put("file", file).put("bytes", content.length);
      return session.printJson(told.put("missing", missing));
    }
    session.terminal().print("the cluster is backed up in " + file + "\n");
    if (!missing.isEmpty()) {
      session
          .terminal()
          .warn("without the own files of nodes that did not answer: " + missing + "\n");
    }
    return ExitCode.DONE;
  }

  private void keep(byte[] content) {
    Path target = Path.of(file).toAbsolutePath();
    Path draft = target.resolveSibling("." + target.getFileName() + ".new");
    try {
      Files.deleteIfExists(draft);
      Set<StandardOpenOption> fresh =
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (FileChannel out =
          FileChannel.open(
              draft,
              fresh,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        java.nio.ByteBuffer bytes = java.nio.ByteBuffer.wrap(content);
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(
          draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException | RuntimeException failed) {
      throw CommandException.failed(
          "the backup cannot be written to " + file + ": " + failed.getMessage());
    }
  }
}
