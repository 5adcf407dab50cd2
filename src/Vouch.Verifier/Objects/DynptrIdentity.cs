using Vouch.Verifier.State;

namespace Vouch.Verifier.Objects;

/// <summary>A live dynptr as calls see it.</summary>
/// <param name="Id">What slices of it have as parent.</param>
/// <param name="ParentId">What ends it: the anchor or reference its clones share, or the object it was made from; 0 for none.</param>
/// <param name="Kind">What backs it.</param>
/// <param name="IsConstant">A callback or global function was given it, and cannot end it.</param>
internal readonly record struct DynptrIdentity(uint Id, uint ParentId, DynptrKind Kind, bool IsConstant)
{
    /// <summary>The dynptr in a register (then it is constant) or in its slot at the lower address.</summary>
    public static DynptrIdentity Of(in RegisterState dynptr, bool isConstant) =>
        new(dynptr.Id, dynptr.ParentId, dynptr.DynptrKind, isConstant);

    /// <summary>
    /// Dynptrs of this kind own something that must be given back, through the dynptr or any of its clones. Since Linux 7.3 it is held
    /// through an anchor: a reference that no register names, the parent of them all.
    /// </summary>
    public bool MustBeReleased => IsOwning(Kind);

    public static bool IsOwning(DynptrKind kind) => kind is DynptrKind.Ringbuf or DynptrKind.File;
}
