using Vouch.Kernel;
using Vouch.Kernel.Rules;
using Vouch.Verifier.Objects;
using Vouch.Verifier.State;
using Vouch.Verifier.Transfer;
using Xunit;

namespace Vouch.Verifier.Tests.Objects;

public class CastTests
{
    private static readonly int[] Casts = [6, 7, 8];

    [Fact]
    public void The_kernel_gives_a_cast_the_id_of_its_source_and_follows_the_null_path_apart()
    {
        Scene scene = new();
        uint socket = scene.Acquire(6);
        Cast(scene, 6, 7);
        Assert.Equal(socket, scene.Register(7).Id);
        Assert.False(scene.Register(7).Type.MayBeNull);
        Assert.Equal(1, scene.Session.Pending.Count);
        RegisterState whenNull = scene.Session.Pending.Newest.Registers[0];
        Assert.True(whenNull.IsNullConstant);
    }

    [Theory]
    [InlineData(ObjectModel.Linux73, 6)]
    [InlineData(ObjectModel.Linux73, 8)]
    [InlineData(ObjectModel.V5, 6)]
    [InlineData(ObjectModel.V5, 7)]
    [InlineData(ObjectModel.V5, 8)]
    public void A_release_through_any_of_the_casts_ends_all(ObjectModel model, int released)
    {
        Scene scene = new(model);
        _ = scene.Acquire(6);
        Cast(scene, 6, 7);
        Cast(scene, 7, 8);
        Assert.Null(ObjectInvariants.FindViolation(scene.Session));
        Assert.True(ObjectGraph.ReleaseHeld(scene.Session, scene.Register(released)).IsOk);
        Assert.All(Casts, register => Assert.True(scene.Register(register).Type.IsScalar));
        Assert.Equal(0, scene.State.ReferenceCount);
    }

    [Fact]
    public void In_the_proposed_series_the_casts_share_an_anchor_that_keeps_the_place_of_the_lookup()
    {
        Scene scene = new(ObjectModel.V5);
        _ = scene.Acquire(6);
        Cast(scene, 6, 7);
        Cast(scene, 6, 8);
        Reference anchor = Assert.Single(scene.State.ActiveReferences.ToArray());
        Assert.True(anchor.IsAnchor);
        Assert.All(Casts, register => Assert.Equal(anchor.Id, scene.Register(register).ParentId));
        Assert.Distinct(new[] { scene.Register(6).Id, scene.Register(7).Id, scene.Register(8).Id });
        Assert.True(scene.Register(8).Type.MayBeNull);
    }

    [Fact]
    public void There_a_null_cast_leaves_the_source_owned()
    {
        Scene scene = new(ObjectModel.V5);
        _ = scene.Acquire(6);
        Cast(scene, 6, 7);
        NullComparison.Resolve(scene.Session, scene.State, 7, isNull: true);
        Assert.True(scene.Register(7).IsNullConstant);
        Assert.True(ObjectGraph.IsReferenced(scene.Session, scene.Register(6)));
        Assert.Equal(RegisterKind.Socket, scene.Register(6).Type.Kind);
    }

    [Fact]
    public void A_pointer_that_turns_out_null_needs_no_release()
    {
        Scene scene = new();
        _ = scene.Acquire(6);
        scene.Register(6).Type = scene.Register(6).Type.With(TypeFlags.MaybeNull);
        scene.Spill(6, 0, 8);
        NullComparison.Resolve(scene.Session, scene.State, 6, isNull: true);
        Assert.Equal(0, scene.State.ReferenceCount);
        Assert.True(scene.State.ReadFrame(0).Stack[8].Spilled.IsNullConstant);
    }

    /// <summary>What a casting helper does with an owned pointer: the result in R0 may be null, and is kept in another register.</summary>
    private static void Cast(Scene scene, int from, int to)
    {
        uint lifetime = ObjectGraph.LifetimeOf(scene.Session, scene.Register(from));
        Assert.True(ObjectGraph.IsReferenced(scene.State, lifetime));
        scene.Register(0).MarkPointer(new RegisterType(RegisterKind.TcpSocket, TypeFlags.MaybeNull));
        scene.Register(0).Id = scene.Session.Path.NextId();
        Assert.True(scene.Session.ObjectRules.Cast(scene.Session, lifetime).IsOk);
        scene.Register(to) = scene.Register(0);
    }
}
