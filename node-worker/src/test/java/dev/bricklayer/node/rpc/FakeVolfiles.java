package dev.bricklayer.node.rpc;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Volfiles by key, and the requests that came. */
public final class FakeVolfiles implements VolfileService {
  public final Map<String, Spec> specs = new ConcurrentHashMap<>();
  public final Map<String, UUID> ids = new ConcurrentHashMap<>();
  public final List<SpecRequest> requests = new CopyOnWriteArrayList<>();

  @Override
  public Spec getspec(SpecRequest request) {
    requests.add(request);
    return specs.getOrDefault(request.key(), new Spec.NotFound());
  }

  @Override
  public Optional<UUID> volumeId(String volume) {
    return Optional.ofNullable(ids.get(volume));
  }
}
