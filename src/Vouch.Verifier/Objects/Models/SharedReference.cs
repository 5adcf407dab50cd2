using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects.Models;

/// <summary>
/// The first design that was tried before Linux 7.3 and given up: as Linux 6.18, but what is made from an owned object shares its
/// reference, and a release ends dynptrs too.
/// </summary>
/// <remarks>
/// It gets a packet right, with its dynptrs and their slices. But a dynptr that must be released itself needs the one reference that it
/// can name for itself, so nothing ties a file's dynptr to the file: it can be used when the file is gone.
/// </remarks>
internal sealed class SharedReference : ReferenceIds
{
    public override (uint Id, uint ParentId) MakeDynptr(Session session, bool isOwning, uint parent) =>
        isOwning ? base.MakeDynptr(session, isOwning, parent) : (session.Path.NextId(), parent);

    public override void SliceByKfunc(ref RegisterState slice, in DynptrIdentity dynptr) => SliceByHelper(ref slice, dynptr);

    /// <summary>Dynptrs that share the reference go as well, in all frames.</summary>
    public override Check End(Session session, uint id)
    {
        AllRegisters all = new(session.Path.State, withDynptrs: true);
        while (all.MoveNext())
        {
            if (all.Current.ReferenceId == id)
            {
                ObjectGraph.EndHolder(session, ref all);
            }
        }

        return Check.Ok;
    }
}
