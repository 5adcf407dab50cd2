using Vouch.Kernel;
using Vouch.Verifier.State;
using Vouch.Verifier.Types;

namespace Vouch.Verifier.Objects;

/// <content>
/// The legacy model: a value names its identity, its reference and (a slice) its dynptr apart, and nothing names what an object was made
/// from. A release reaches what names the reference, and no further: that is how what was derived could outlive its object.
/// </content>
internal static partial class ObjectGraph
{
    /// <summary>The pointer was tested and is not null. It needs an identity no more, unless locks are told apart by it.</summary>
    public static void ForgetTested(Session session, ref RegisterState tested)
    {
        if (session.Path.State.Objects == ObjectModel.Legacy
            && !(RegisterFields.Of(session.Facts, session.StructFields, tested) is { } fields && fields.Has(SpecialFieldKind.AnyLock)))
        {
            tested.Id = 0;
        }
    }

    /// <summary>A callback is given a map value: it gets an identity by which its locks are told apart. The legacy model takes all for one.</summary>
    public static void IdentifyElement(Session session, ref RegisterState value)
    {
        if (session.Path.State.Objects != ObjectModel.Legacy)
        {
            value.Id = session.Path.NextId();
        }
    }

    /// <summary>A register took over a pointer as the second operand of an addition, which leaves what it owns behind.</summary>
    public static void ForgetAdded(Session session, ref RegisterState sum)
    {
        if (session.Path.State.Objects == ObjectModel.Legacy)
        {
            sum.ReferenceId = 0;
        }
    }

    /// <summary>One look at everything but dynptrs: what names the reference is gone.</summary>
    private static void EndHoldersOfReference(Session session, uint reference)
    {
        AllRegisters all = new(session.Path.State);
        while (all.MoveNext())
        {
            if (all.Current.ReferenceId == reference)
            {
                Invalidate(session, ref all.Written());
            }
        }
    }

    /// <summary>
    /// A dynptr that owns nothing is overwritten: slices of it are gone, but only those of a type that helpers give, not the read-only
    /// and packet ones of kernel functions.
    /// </summary>
    public static void EndPlainSlices(Session session, uint dynptr)
    {
        AllRegisters all = new(session.Path.State);
        while (all.MoveNext())
        {
            if (all.Current.Type.Without(TypeFlags.MaybeNull) == RegisterKind.Memory && all.Current.SlicedDynptr == dynptr)
            {
                Invalidate(session, ref all.Written());
            }
        }
    }
}
