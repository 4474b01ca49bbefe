package dev.bricklayer.config.store;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class EtcdStoreIT extends ClusterStoreContract {
  @TempDir static Path folder;
  private static EtcdProcess etcd;
  private static EtcdStore store;

  @BeforeAll
  static void start() {
    etcd = EtcdProcess.start(folder);
    store = new EtcdStore(List.of(etcd.client()));
    EtcdFaultsIT.awaitAnswer(store);
  }

  @AfterAll
  static void stop() {
    store.close();
    etcd.close();
  }

  @Override
  ClusterStore store() {
    return store;
  }

  /** Revoked by another client: for the holder it has run out. */
  @Override
  void expireLeases() {
    for (String id : run("lease", "list").lines().skip(1).toList()) {
      run("lease", "revoke", id.strip());
    }
  }

  private static String run(String... words) {
    List<String> command = new java.util.ArrayList<>(List.of("etcdctl", "--endpoints"));
    command.add(etcd.client().toString());
    command.addAll(List.of(words));
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().put("ETCDCTL_API", "3");
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes());
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
      return output;
    } catch (java.io.IOException | InterruptedException e) {
      throw new IllegalStateException("etcdctl is needed for this test (Debian: etcd-client)", e);
    }
  }
}
