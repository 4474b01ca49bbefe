package dev.bricklayer.config.operation;

/** What an operation does. The name is stored and shown; it is never changed. */
public enum OperationKind {
  CREATE_VOLUME("CreateVolume"),
  START_VOLUME("StartVolume"),
  STOP_VOLUME("StopVolume"),
  DELETE_VOLUME("DeleteVolume"),
  ADD_PEER("AddPeer"),
  REMOVE_PEER("RemovePeer");

  private final String workflow;

  OperationKind(String workflow) {
    this.workflow = workflow;
  }

  /** The workflow's type name in the engine and in its UI. */
  public String workflow() {
    return workflow;
  }
}
