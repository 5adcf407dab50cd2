using System.Linq;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Tests.Objects;
using Vouch.Verifier.Trace;
using Xunit;

namespace Vouch.Verifier.Tests.Trace;

public class ObjectTreeReaderTests
{
    private readonly Scene scene = new();
    private readonly ObjectCatalog catalog = new();

    [Fact]
    public void A_state_without_objects_gives_an_empty_tree() => Assert.Empty(Read().Nodes);

    [Fact]
    public void A_state_with_the_same_objects_gives_the_same_tree()
    {
        var reader = new ObjectTreeReader(scene.Session.Facts, scene.Session.Path, scene.Session.ObjectRules, catalog);
        uint id = ObjectGraph.Acquire(scene.Session, 1);
        Assert.Same(reader.Read(), reader.Read());
        ObjectGraph.DropReference(scene.State, id);
        Assert.Empty(reader.Read().Nodes);
    }

    [Fact]
    public void What_owning_dynptrs_share_is_an_anchor()
    {
        ObjectGraph.Acquire(scene.Session, 1);
        uint anchor = ObjectGraph.Acquire(scene.Session, 2, parent: 1);
        PutDynptr(slot: 1, id: 7, anchor);
        ObjectTree tree = Read();
        Assert.Equal(["reference", "anchor", "dynptr"], tree.Nodes.Select(n => n.Kind));
        Assert.Equal([0u, 1u, 2u], tree.Nodes.Select(n => n.ParentId));
        Assert.Equal([true, true, false], tree.Nodes.Select(n => n.MustBeReleased));
        Assert.Equal(new ObjectPlace(PlaceKind.Stack, 0, -16), tree.Nodes[2].Holders.Single().Place);
    }

    [Fact]
    public void The_kind_of_an_object_is_remembered_when_its_holders_are_gone()
    {
        uint id = ObjectGraph.Acquire(scene.Session, 1);
        scene.Register(0).MarkPointer(RegisterKind.TcpSocket);
        scene.Register(0).Id = id;
        Assert.Equal("tcp_sock", Read().Nodes.Single().Kind);
        scene.Register(0).MarkNotInitialized(isBpfCapable: true);
        ObjectNode node = Read().Nodes.Single();
        Assert.Equal("tcp_sock", node.Kind);
        Assert.Empty(node.Holders);
    }

    [Fact]
    public void A_slice_whose_dynptr_vanished_names_a_lost_parent()
    {
        PutDynptr(slot: 1, id: 7, parent: 0);
        Read();
        scene.State.Frame.Stack[0].SetAll(SlotType.Invalid);
        scene.State.Frame.Stack[1].SetAll(SlotType.Invalid);
        scene.Register(6).MarkPointer(RegisterKind.Memory);
        scene.Register(6).Id = 8;
        scene.Register(6).ParentId = 7;
        Assert.Equal("dynptr", Read().Nodes.Single().LostParentKind);
    }

    [Fact]
    public void Scalars_and_packets_are_no_objects()
    {
        scene.Register(1).Id = 5;
        scene.Register(2).MarkPointer(RegisterKind.Packet);
        scene.Register(2).Id = 6;
        Assert.Empty(Read().Nodes);
    }

    private ObjectTree Read() => new ObjectTreeReader(scene.Session.Facts, scene.Session.Path, scene.Session.ObjectRules, catalog).Read();

    private void PutDynptr(int slot, uint id, uint parent)
    {
        for (int i = 0; i < 2; i++)
        {
            StackSlot half = scene.State.Frame.Stack[slot - i];
            half.SetAll(SlotType.Dynptr);
            half.Spilled.MarkPointer(RegisterKind.Dynptr);
            half.Spilled.DynptrKind = DynptrKind.Ringbuf;
            half.Spilled.IsFirstDynptrSlot = i == 0;
            half.Spilled.Id = id;
            half.Spilled.ParentId = parent;
        }
    }
}
