package dev.bricklayer.cli.grammar;

import dev.bricklayer.cli.cluster.CheckBackup;
import dev.bricklayer.cli.cluster.Locks;
import dev.bricklayer.cli.cluster.Restore;
import dev.bricklayer.cli.cluster.RotateSecret;
import dev.bricklayer.cli.cluster.ShowOrphans;
import dev.bricklayer.cli.cluster.WriteBackup;
import dev.bricklayer.cli.command.Action;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code glustercli cluster}. */
@Command(
    name = "cluster",
    description = "Back up the cluster's configuration, and look after it as a whole.",
    sortOptions = false)
final class ClusterCommands extends GroupCommand {

  @Command(
      name = "orphans",
      description = "List brick folders, processes and notes that belong to no volume.",
      sortOptions = false,
      footer = {
        "",
        "Each node is asked now; one that does not answer is named. Nothing is changed.",
        "",
        "Example:",
        "  glustercli cluster orphans"
      })
  Action orphans() {
    return new ShowOrphans();
  }

  @Command(
      name = "backup",
      description = "Write the cluster's configuration into a file, or check such a file.",
      sortOptions = false,
      footer = {
        "",
        "It holds secrets, so it is sealed. What is on the bricks is not in it.",
        "",
        "Examples:",
        "  glustercli cluster backup c1.backup --to-certificate backup.pem",
        "  glustercli cluster backup c1.backup --passphrase-file p",
        "  glustercli cluster backup --check c1.backup --key backup.key"
      })
  Action backup(
      @Parameters(paramLabel = "FILE", description = "The backup.") String file,
      @Option(
              names = "--passphrase-file",
              paramLabel = "P",
              description = "The file whose first line is the passphrase.")
          @Nullable String passphrase,
      @Option(
              names = "--to-certificate",
              paramLabel = "C",
              description = "Seal it to this certificate (PEM; RSA or EC).")
          @Nullable String certificate,
      @Option(names = "--unsealed", description = "Do not seal it.") boolean unsealed,
      @Option(names = "--check", description = "Check FILE and say what is in it.") boolean check,
      @Option(
              names = "--key",
              paramLabel = "K",
              description = "For --check: the private key (PEM) of the certificate.")
          @Nullable String key) {
    Locks locks = new Locks(passphrase, certificate, key, unsealed);
    return check ? new CheckBackup(file, locks) : new WriteBackup(file, locks);
  }

  @Command(
      name = "rotate-secret",
      description = "Give the cluster another secret for its ReST API.",
      sortOptions = false,
      footer = {
        "",
        "Each node keeps the secret in its file auth. Tokens of the one of before are",
        "accepted for the time of grace; without it (0) they are refused at once.",
        "",
        "Example:",
        "  glustercli cluster rotate-secret --grace 10m"
      })
  Action rotateSecret(
      @Option(
              names = "--grace",
              paramLabel = "SPAN",
              description = "How long the secret of before is accepted; 1h if not said.")
          @Nullable String grace) {
    return new RotateSecret(grace == null ? "" : grace);
  }

  @Command(
      name = "restore",
      description = "Restore a fresh node, and by that its cluster, from a backup.",
      sortOptions = false,
      footer = {
        "",
        "Run it on one fresh node; the others come back with --node-only.",
        "",
        "Examples:",
        "  glustercli cluster restore c1.backup --key backup.key",
        "  glustercli cluster restore c1.backup --passphrase-file p --node-only"
      })
  Action restore(
      @Parameters(paramLabel = "FILE", description = "The backup.") String file,
      @Option(
              names = "--passphrase-file",
              paramLabel = "P",
              description = "The file whose first line is the passphrase.")
          @Nullable String passphrase,
      @Option(
              names = "--key",
              paramLabel = "K",
              description = "The private key (PEM) of the certificate that it was sealed to.")
          @Nullable String key,
      @Option(
              names = "--as",
              paramLabel = "PEER",
              description =
                  "The id of the peer that this node shall be; if not said, its address tells.")
          @Nullable String as,
      @Option(
              names = "--node-only",
              description = "The other nodes have the cluster; only this one lost its state.")
          boolean nodeOnly) {
    return new Restore(
        file, new Locks(passphrase, null, key, false), as == null ? "" : as, nodeOnly);
  }
}
