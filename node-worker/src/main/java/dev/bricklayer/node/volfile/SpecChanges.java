package dev.bricklayer.node.volfile;

import dev.bricklayer.activities.volfile.SelfHealGraph;
import dev.bricklayer.config.cluster.ClusterView;
import dev.bricklayer.node.rpc.RpcClients;
import dev.bricklayer.node.rpc.SpecRequest;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells gluster processes to fetch their volfile again when its text changed, and no others. Called
 * on the view's thread after each change of the configuration.
 */
public final class SpecChanges implements ClusterView.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(SpecChanges.class);

  private final ClusterVolfiles volfiles;
  private final RpcClients clients;
  private final UUID self;

  public SpecChanges(ClusterVolfiles volfiles, RpcClients clients, UUID self) {
    this.volfiles = volfiles;
    this.clients = clients;
    this.self = self;
  }

  @Override
  public void changed(Set<String> volumes, long revision) {
    if (volumes.isEmpty()) {
      return;
    }
    volumes.forEach(volfiles::forgetDeleted);
    Set<String> changed = new HashSet<>();
    for (RpcClients.Client client : clients.all()) {
      SpecRequest request = client.request();
      if (!changed.contains(request.key())
          && touches(request.key(), volumes)
          && volfiles.changed(request)) {
        changed.add(request.key());
      }
    }
    if (!changed.isEmpty()) {
      int told = clients.fetchSpec(changed::contains);
      LOG.info("told {} processes that {} changed", told, changed);
    }
  }

  private boolean touches(String key, Set<String> volumes) {
    if (SelfHealGraph.isKey(key)) {
      return volfiles.healed(volumes);
    }
    if (volumes.contains(key)) {
      return true;
    }
    int end = key.indexOf("." + self + ".");
    return end > 0 && volumes.contains(key.substring(0, end));
  }
}
