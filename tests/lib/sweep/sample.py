"""The cases of the short sweep: each workflow, each fault, each kind of call."""

SAMPLE = (
    "CreateVolume: ANSWERS_LOST at Brick.Prepare node2",
    "CreateVolume: HANGS at Brick.Prepare node3",
    "CreateVolume: HANGS at VolumeCommit.Create",
    "CreateVolume: CANCELLED at Brick.Prepare node1",
    "CreateVolume: UNDOS_FAIL at Brick.Prepare node2",
    "CreateVolume: DIES_AFTER at Brick.Prepare node2",
    "CreateVolume: ANSWERS_LOST at VolumeCommit.Create",
    "CreateVolume: FAILS_BEFORE at Brick.Release node3 of the roll-back",
    "StartVolume: TWICE at Brick.Start node2",
    "StartVolume: UNDO_FAILS_ONCE at Brick.Start node3",
    "StartVolume: DIES_BEFORE at VolumeCommit.Start",
    "StopVolume: HANGS at Brick.Stop node2",
    "StopVolume: ANSWERS_LOST at VolumeCommit.Stop",
    "DeleteVolume: FAILS_BEFORE at Brick.Clear node3",
    "DeleteVolume: TWICE at VolumeCommit.Delete",
    "AddPeer: FAILS_BEFORE at Peer.Promote",
    "AddPeer: ANSWERS_LOST at Peer.Join",
    "AddPeer: TWICE at Peer.Invite",
    "RemovePeer: CANCELLED at Peer.RetireMember",
)


def in_sample(case):
    return str(case) in SAMPLE
