package dev.bricklayer.node.rpc.connector;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.HexFormat;

/** A client of libgfapi that asks for the id of the volume "t" and prints it in hexadecimal. */
final class GfapiVolumeId {
  private GfapiVolumeId() {}

  /** The part of libgfapi that is needed. */
  interface Library extends com.sun.jna.Library {
    Pointer glfs_new(String volume);

    int glfs_set_volfile_server(Pointer fs, String transport, String host, int port);

    int glfs_init(Pointer fs);

    int glfs_get_volumeid(Pointer fs, byte[] id, long size);

    int glfs_fini(Pointer fs);
  }

  public static void main(String[] args) {
    Library gfapi = Native.load("libgfapi.so.0", Library.class);
    Pointer fs = gfapi.glfs_new("t");
    byte[] id = new byte[16];
    int server = gfapi.glfs_set_volfile_server(fs, "tcp", "127.0.0.1", 24007);
    int init = gfapi.glfs_init(fs);
    int length = gfapi.glfs_get_volumeid(fs, id, id.length);
    System.out.println(server + " " + init + " " + length + " " + HexFormat.of().formatHex(id));
    gfapi.glfs_fini(fs);
  }
}
