using Vouch.Bytecode.Btf;
using Vouch.Verifier.Signatures;
using Vouch.Verifier.State;

namespace Vouch.Verifier.Calls;

/// <summary>What checking the arguments of one kfunc call found out.</summary>
internal struct KfuncContext
{
    public KfuncContext(KfuncSignature signature)
    {
        Signature = signature;
        Call = new CallContext { Map = MapHandle.None };
    }

    public KfuncSignature Signature { get; }

    /// <summary>What kfuncs have in common with helpers: map, references, dynptr, callback, returned size.</summary>
    public CallContext Call;

    /// <summary>The constant argument, and that there is one.</summary>
    public ulong Constant;

    public bool HasConstant;

    /// <summary>An argument says how large the returned memory is.</summary>
    public bool HasReturnedSize;

    /// <summary>The returned memory may not be written.</summary>
    public bool IsReturnedReadOnly;

    /// <summary>The type of the object argument that decides about the result or is given away.</summary>
    public BtfHandle ObjectTypes;

    public BtfTypeId ObjectType;

    /// <summary>The object argument is owned, not merely borrowed.</summary>
    public bool IsObjectOwned;

    /// <summary>The root argument's field: the list head or tree root.</summary>
    public SpecialField? Root;

    /// <summary>The iterator argument: its frame and first slot.</summary>
    public int IteratorFrame;

    public int IteratorSlot;

    /// <summary>The kernel-side type of the context, for the cast to it.</summary>
    public BtfTypeId ContextType;
}
